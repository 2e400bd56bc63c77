import { type Aws, type AwsClient, awsClient } from '#aws/client';

type RdsSdk = typeof import('@aws-sdk/client-rds');
export type Rds = AwsClient<RdsSdk>;

/** The RDS client of a run; the SDK is loaded on first use. */
export async function connectRds(aws: Aws): Promise<Rds> {
  const sdk = await import('@aws-sdk/client-rds');
  return awsClient<RdsSdk>(aws, 'rds', sdk, sdk.RDSClient);
}
