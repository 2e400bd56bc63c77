import { type Aws, type AwsClient, awsClient } from '#aws/client';

type ElbSdk = typeof import('./elb-operations.ts');
export type Elb = AwsClient<ElbSdk>;

/** The Elastic Load Balancing client of a run; what it needs of the SDK is loaded on first use. */
export async function connectElb(aws: Aws): Promise<Elb> {
  const sdk = await import('./elb-operations.ts');
  return awsClient<ElbSdk>(aws, 'elasticloadbalancing', sdk, sdk.ElasticLoadBalancingV2Client);
}
