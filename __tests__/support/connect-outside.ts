import { type Aws, type AwsClient, awsClient } from '#aws/client';

type EcsSdk = typeof import('@aws-sdk/client-ecs');

/** ECS as others call it, with every operation: product code has only those that it calls itself. */
export type OutsideEcs = AwsClient<EcsSdk>;

export async function connectOutside(aws: Aws): Promise<OutsideEcs> {
  const sdk = await import('@aws-sdk/client-ecs');
  return awsClient<EcsSdk>(aws, 'ecs', sdk, sdk.ECSClient);
}
