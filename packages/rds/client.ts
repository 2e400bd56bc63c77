import { type Aws, type AwsClient, awsClient } from '#aws/client';

type RdsSdk = typeof import('./operations.ts');
export type Rds = AwsClient<RdsSdk>;

/** The RDS client of a run; what it needs of the SDK is loaded on first use. */
export async function connectRds(aws: Aws): Promise<Rds> {
  const sdk = await import('./operations.ts');
  return awsClient<RdsSdk>(aws, 'rds', sdk, sdk.RDSClient);
}
