import { type Aws, type AwsClient, awsClient } from './client.ts';

type EcrSdk = typeof import('./ecr-operations.ts');
export type Ecr = AwsClient<EcrSdk>;

/** The ECR client of a run for one region; what it needs of the SDK is loaded on first use. */
export async function connectEcr(aws: Aws, region: string): Promise<Ecr> {
  const sdk = await import('./ecr-operations.ts');
  return awsClient<EcrSdk>({ ...aws, region }, 'ecr', sdk, sdk.ECRClient);
}
