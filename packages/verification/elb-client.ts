import { type Aws, type AwsClient, awsClient } from '#aws/client';

type ElbSdk = typeof import('@aws-sdk/client-elastic-load-balancing-v2');
export type Elb = AwsClient<ElbSdk>;

/** The Elastic Load Balancing client of a run; the SDK is loaded on first use. */
export async function connectElb(aws: Aws): Promise<Elb> {
  const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2');
  return awsClient<ElbSdk>(aws, 'elasticloadbalancing', sdk, sdk.ElasticLoadBalancingV2Client);
}
