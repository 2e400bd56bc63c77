import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Aws } from './client.ts';
import { readCaller } from './read-caller.ts';

/** Where a run may write; an absent or empty list allows everything. */
export interface Allowed {
  readonly accounts?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
}

/**
 * Refuses a run that would write to the wrong place: `invalid-input` naming the account or region found and those
 * allowed. STS is asked only when accounts are limited.
 */
export async function guard(aws: Aws, allowed: Allowed): Promise<void> {
  const { accounts = [], regions = [] } = allowed;
  if (regions.length > 0 && !regions.includes(aws.region)) refuse('region', aws.region, 'allowed-regions', regions);
  if (accounts.length === 0) return;
  const { account } = await readCaller(aws);
  if (!accounts.includes(account)) refuse('account', account, 'allowed-account-ids', accounts);
}

function refuse(kind: string, found: string, input: string, allowed: readonly string[]): never {
  throw new Failure(
    diagnosis('invalid-input', {
      what: `this is ${kind} ${found}, which ${input} does not allow; nothing was written`,
      where: input,
      evidence: [`${input}: ${allowed.join(', ')}`, `${kind}: ${found}`],
      fix: `Use credentials and a region of the wanted place, or add ${found} to ${input}.`,
    }),
  );
}
