import { describe, expect, test } from '@jest/globals';
import { BenchClock } from '../../../scripts/bench/bench-clock.ts';
import { runPool } from '../../../scripts/bench/run-pool.ts';

describe('before it runs', () => {
  test('time moves by advancing, in order, in no time', async () => {
    const clock = new BenchClock(0);
    const seen: string[] = [];
    clock.at(2_000, () => seen.push(`second at ${clock.now()}`));
    clock.at(1_000, () => seen.push(`first at ${clock.now()}`));
    const takeBack = clock.at(1_500, () => seen.push('never'));
    takeBack();
    await clock.advance(3_600_000);
    expect(seen).toEqual(['first at 1000', 'second at 2000']);
    expect(clock.now()).toBe(3_600_000);
  });

  test('there is no real moment to a time yet', () => {
    expect(() => new BenchClock().realAt(0)).toThrow('does not run');
  });
});

describe('from then on', () => {
  test('it shows the machine\u2019s time from the origin, so many times as fast', () => {
    const clock = new BenchClock(0);
    const origin = clock.run(1_000);
    const [before, shown, after] = [Date.now(), clock.now(), Date.now()];
    expect(shown).toBeGreaterThanOrEqual(origin + (before - origin) * 1_000);
    expect(shown).toBeLessThanOrEqual(origin + (after - origin) * 1_000);
    expect(clock.realAt(origin + 5_000)).toBe(origin + 5);
  });

  test('what was due later comes in its time, what was taken back does not, sleepers wake', async () => {
    const clock = new BenchClock(Date.now());
    const seen: string[] = [];
    clock.at(clock.now() + 60_000, () => seen.push('later'));
    const takeBack = clock.at(clock.now() + 1, () => seen.push('never'));
    clock.run(100_000);
    takeBack();
    await clock.sleep(3_000_000);
    expect(seen).toEqual(['later']);
  });

  test('a sleeper that is no longer wanted wakes with the reason', async () => {
    const clock = new BenchClock();
    clock.run(1);
    const abort = new AbortController();
    const sleeping = clock.sleep(3_600_000, abort.signal);
    abort.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(1, abort.signal)).rejects.toThrow('enough');
  });
});

describe('a pool', () => {
  test('keeps the order of its items and never works on more than it may', async () => {
    let [now, most] = [0, 0];
    const answers = await runPool([3, 1, 2, 5, 4], 2, async (item) => {
      now++;
      most = Math.max(most, now);
      for (let turn = 0; turn < item; turn++) await new Promise((resolve) => setImmediate(resolve));
      now--;
      return item * 10;
    });
    expect([answers, most]).toEqual([[30, 10, 20, 50, 40], 2]);
  });

  test('fails with its first failure', async () => {
    const work = async (item: number) => {
      if (item === 2) throw new Error('two is bad');
      return item;
    };
    await expect(runPool([1, 2, 3], 1, work)).rejects.toThrow('two is bad');
  });
});
