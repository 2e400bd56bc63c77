import { type Aws, awsClient } from './client.ts';

/** Who the credentials belong to. */
export interface Caller {
  /** 12 digits. */
  readonly account: string;
  /** `arn:aws:sts::123456789012:assumed-role/deploy/run-1`. */
  readonly arn: string;
}

type StsSdk = typeof import('./sts-operations.ts');

const known = new WeakMap<Aws, Promise<Caller>>();

/** Asks STS once a run; needs no permission. Throws `AwsError`. */
export function readCaller(aws: Aws): Promise<Caller> {
  const before = known.get(aws);
  if (before !== undefined) return before;
  const asked = askSts(aws);
  known.set(aws, asked);
  asked.catch(() => known.delete(aws));
  return asked;
}

async function askSts(aws: Aws): Promise<Caller> {
  const sdk = await import('./sts-operations.ts');
  const sts = awsClient<StsSdk>(aws, 'sts', sdk, sdk.STSClient);
  const { Account: account = '', Arn: arn = '' } = await sts.call('GetCallerIdentity', {});
  return { account, arn };
}
