import { type Aws, type AwsClient, awsClient } from '#aws/client';

type EcsSdk = typeof import('./operations.ts');
export type Ecs = AwsClient<EcsSdk>;

/** The ECS client of a run; what it needs of the SDK is loaded on first use. */
export async function connectEcs(aws: Aws): Promise<Ecs> {
  const sdk = await import('./operations.ts');
  return awsClient<EcsSdk>(aws, 'ecs', sdk, sdk.ECSClient);
}
