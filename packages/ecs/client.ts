import { type Aws, type AwsClient, awsClient } from '#aws/client';

type EcsSdk = typeof import('@aws-sdk/client-ecs');
export type Ecs = AwsClient<EcsSdk>;

/** The ECS client of a run; the SDK is loaded on first use. */
export async function connectEcs(aws: Aws): Promise<Ecs> {
  const sdk = await import('@aws-sdk/client-ecs');
  return awsClient<EcsSdk>(aws, 'ecs', sdk, sdk.ECSClient);
}
