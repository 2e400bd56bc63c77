import { expect, test } from '@jest/globals';
import { AwsError, type AwsErrorKind } from '#aws/aws-error';
import type { Aws } from '#aws/client';
import { writeOnce } from '#aws/write-once';
import { VirtualClock } from '../../../local-aws/clock.ts';

const open: readonly AwsErrorKind[] = ['transient', 'unknown'];
const decided: readonly AwsErrorKind[] = ['rejected', 'denied', 'not-found', 'throttled', 'expired', 'no-credentials'];

/** A far end of one value: the answer to the first write is lost, which was carried out or not. */
async function write(kind: AwsErrorKind, carriedOut: boolean) {
  const clock = new VirtualClock();
  const log: Aws['log'] = { info() {}, debug() {}, warn() {}, group: (_, body) => body(), mask() {} };
  const aws = { clock, log, signal: new AbortController().signal } as unknown as Aws;
  let writes = 0;
  let value: string | undefined;
  const result = writeOnce(aws, {
    write: async () => {
      writes++;
      if (writes > 1 || carriedOut) value = 'written';
      if (writes === 1) throw new AwsError(kind, 'Some', 'lost', 'ecs:UpdateService', undefined);
      return 'written';
    },
    readBack: async () => value,
  }).catch((error: AwsError) => error.kind);
  await clock.advance(60_000);
  return { result: await result, writes };
}

test.each(open)('%s leaves open whether it was carried out: that is read before it is written again', async (kind) => {
  expect(await write(kind, true)).toEqual({ result: 'written', writes: 1 });
  expect(await write(kind, false)).toEqual({ result: 'written', writes: 2 });
});

test.each(decided)('%s is an answer', async (kind) => {
  expect(await write(kind, false)).toEqual({ result: kind, writes: 1 });
});
