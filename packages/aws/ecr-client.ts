import { type Aws, type AwsClient, awsClient } from './client.ts';

type EcrSdk = typeof import('@aws-sdk/client-ecr');
export type Ecr = AwsClient<EcrSdk>;

/** The ECR client of a run for one region; the SDK is loaded on first use. */
export async function connectEcr(aws: Aws, region: string): Promise<Ecr> {
  const sdk = await import('@aws-sdk/client-ecr');
  return awsClient<EcrSdk>({ ...aws, region }, 'ecr', sdk, sdk.ECRClient);
}
