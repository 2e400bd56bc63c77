import { describe, expect, test } from '@jest/globals';
import { connect } from '#aws/connect';
import { type Allowed, guard } from '#aws/guard';
import { readCaller } from '#aws/read-caller';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { createLocalAws } from '../../../local-aws/index.ts';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import { inProcessHost } from '../../support/host.ts';

function open() {
  const clock = new VirtualClock();
  const local = createLocalAws({ clock, account: '111122223333', region: 'eu-west-1' });
  const host = inProcessHost(clock, { network: { aws: inProcess(local, (work) => clock.busy(work)) } });
  return { local, aws: connect(host, 'eu-west-1') };
}

const allowed: readonly (readonly [string, Allowed, number])[] = [
  ['nothing is limited', {}, 0],
  ['empty lists limit nothing', { accounts: [], regions: [] }, 0],
  ['the region is allowed', { regions: ['us-east-1', 'eu-west-1'] }, 0],
  ['the account is allowed', { accounts: ['111122223333'] }, 1],
];
const refused: readonly (readonly [string, Allowed, string])[] = [
  ['another account', { accounts: ['999999999999'] }, 'this is account 111122223333'],
  ['another region', { regions: ['us-east-1'] }, 'this is region eu-west-1'],
  ['a region before an account', { accounts: ['999999999999'], regions: ['us-east-1'] }, 'this is region'],
];

describe('the guard', () => {
  test.each(allowed)('lets a run go on: %s', async (_, limits, asked) => {
    const { local, aws } = open();
    await guard(aws, limits);
    expect(local.calls).toHaveLength(asked);
  });

  test.each(refused)('refuses %s', async (_, limits, what) => {
    await expect(guard(open().aws, limits)).rejects.toMatchObject({
      diagnosis: { code: 'invalid-input', what: expect.stringContaining(what) },
    });
  });

  test('asks who calls once, and again only after an error', async () => {
    const { local, aws } = open();
    local.faults.add({ operation: 'sts:GetCallerIdentity', nth: 1, do: { kind: 'deny' } });
    await expect(readCaller(aws)).rejects.toMatchObject({ kind: 'denied' });
    expect(await readCaller(aws)).toMatchObject({ account: '111122223333' });
    await readCaller(aws);
    expect(local.calls).toHaveLength(2);
  });
});
