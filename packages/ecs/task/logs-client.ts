import { type Aws, type AwsClient, awsClient } from '#aws/client';

type LogsSdk = typeof import('@aws-sdk/client-cloudwatch-logs');
export type Logs = AwsClient<LogsSdk>;

/** The CloudWatch Logs client of a run; the SDK is loaded on first use. */
export async function connectLogs(aws: Aws): Promise<Logs> {
  const sdk = await import('@aws-sdk/client-cloudwatch-logs');
  return awsClient<LogsSdk>(aws, 'logs', sdk, sdk.CloudWatchLogsClient);
}
