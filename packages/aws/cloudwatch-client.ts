import { type Aws, type AwsClient, awsClient } from './client.ts';

type CloudWatchSdk = typeof import('./cloudwatch-operations.ts');
export type CloudWatch = AwsClient<CloudWatchSdk>;

/** The CloudWatch client of a run; what it needs of the SDK is loaded on first use. */
export async function connectCloudWatch(aws: Aws): Promise<CloudWatch> {
  const sdk = await import('./cloudwatch-operations.ts');
  return awsClient<CloudWatchSdk>(aws, 'cloudwatch', sdk, sdk.CloudWatchClient);
}
