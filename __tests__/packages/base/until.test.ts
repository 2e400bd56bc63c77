import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Cancelled, isCancellation } from '#base/cancelled';
import { systemClock } from '#base/clock';
import { until } from '#base/until';
import { VirtualClock } from '../../../local-aws/clock.ts';

const waiting = (budgetMs?: number, pauseMs = 1_000) => {
  const clock = new VirtualClock();
  const abort = new AbortController();
  const start = clock.now();
  const looksAt: number[] = [];
  const options = {
    clock,
    signal: abort.signal,
    pauseMs: () => pauseMs,
    ...(budgetMs === undefined ? {} : { budgetMs }),
  };
  const look = (answerAfter: number) => async () => {
    looksAt.push(clock.now() - start);
    return clock.now() - start >= answerAfter ? 'there' : undefined;
  };
  return { clock, abort, looksAt, options, look };
};

describe('until', () => {
  const cases: [string, number, number | undefined, string, number[]][] = [
    ['at the first look', 0, undefined, 'answer', [0]],
    ['later, without a limit', 2_500, undefined, 'answer', [0, 1_000, 2_000, 3_000]],
    ['out of time, with a last look at the very end', 9_999, 2_500, 'out-of-time', [0, 1_000, 2_000, 2_500]],
    ['in the last look', 2_500, 2_500, 'answer', [0, 1_000, 2_000, 2_500]],
    ['no time at all is one look', 1, 0, 'out-of-time', [0]],
  ];
  test.each(cases)('%s', async (_, answerAfter, budgetMs, kind, looks) => {
    const { looksAt, options, look } = waiting(budgetMs);
    expect(await until(look(answerAfter), options)).toMatchObject({ kind });
    expect(looksAt).toEqual(looks);
  });

  test('throws the reason of the signal while it pauses, and looks no more', async () => {
    const { clock, abort, looksAt, options, look } = waiting();
    clock.at(clock.now() + 1_500, () => abort.abort(new Cancelled('SIGINT')));
    await expect(until(look(9_999), options)).rejects.toMatchObject({ name: 'Cancelled' });
    expect(looksAt).toEqual([0, 1_000]);
  });

  test('does not look when the signal has aborted already', async () => {
    const { abort, looksAt, options, look } = waiting();
    abort.abort(new Cancelled('SIGINT'));
    await expect(until(look(0), options)).rejects.toMatchObject({ name: 'Cancelled' });
    expect(looksAt).toEqual([]);
  });

  test('throws what the look throws', async () => {
    const { options } = waiting();
    const look = async () => {
      throw new RangeError('far end');
    };
    await expect(until(look, options)).rejects.toThrow('far end');
  });

  test('never waits longer than its budget', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60_000 }),
        fc.integer({ min: 1, max: 20_000 }),
        async (budget, pause) => {
          const { clock, options, look } = waiting(budget, pause);
          const start = clock.now();
          await until(look(Number.POSITIVE_INFINITY), options);
          expect(clock.now() - start).toBe(budget);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('the machine\u2019s clock', () => {
  test('sleeps, and wakes with the reason when the signal aborts', async () => {
    await expect(systemClock.sleep(1)).resolves.toBeUndefined();
    await expect(systemClock.sleep(60_000, AbortSignal.abort(new Cancelled('a test')))).rejects.toThrow('a test');
    const abort = new AbortController();
    const sleeping = systemClock.sleep(60_000, abort.signal);
    abort.abort(new Cancelled('a test'));
    await expect(sleeping).rejects.toThrow('a test');
  });
});

test.each([
  ['the reason itself', new Cancelled('SIGINT'), true],
  ['an aborted request', Object.assign(new Error('aborted'), { name: 'AbortError' }), true],
  ['another trouble', new Error('no such service'), false],
])('%s, while cancelled: %#', (_, error, expected) => {
  const aborted = AbortSignal.abort(new Cancelled('SIGINT'));
  expect(isCancellation(error, aborted)).toBe(expected);
  expect(isCancellation(error, new AbortController().signal)).toBe(false);
});
