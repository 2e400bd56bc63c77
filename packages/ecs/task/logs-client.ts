import { type Aws, type AwsClient, awsClient } from '#aws/client';

type LogsSdk = typeof import('./logs-operations.ts');
export type Logs = AwsClient<LogsSdk>;

/** The CloudWatch Logs client of a run; what it needs of the SDK is loaded on first use. */
export async function connectLogs(aws: Aws): Promise<Logs> {
  const sdk = await import('./logs-operations.ts');
  return awsClient<LogsSdk>(aws, 'logs', sdk, sdk.CloudWatchLogsClient);
}
