import { expect, test } from '@jest/globals';
import type { Measure } from '../../../scripts/bench/measure.ts';
import { printLengths } from '../../../scripts/bench/print-lengths.ts';

const lag = (id: string, details: NonNullable<Measure['details']>): Measure => ({
  id,
  what: 'end → verdict',
  unit: 'ms',
  values: [],
  bar: {},
  details,
});

test('lag and polls stand by length and by the number of services', () => {
  const text = printLengths([
    lag('lag-of-20', [{ of: 20, seconds: 90, lagMs: 2_000, rounds: 25 }]),
    lag('lag', [
      { of: 1, seconds: 90, lagMs: 1_000, rounds: 20 },
      { of: 1, seconds: 90, lagMs: 3_000, rounds: 22 },
      { of: 1, seconds: 90, lagMs: 1_500, rounds: 27 },
    ]),
    lag('lag-in-words', [{ of: 7, seconds: 90, lagMs: 1, rounds: 1 }]),
  ]);
  const [head, , ...rows] = (text ?? '').split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  expect(head).toBe('| length | one service | 20 services |');
  expect(rows.map((row) => row.split(' | ')[0])).toEqual(['| 5 s', '| 20 s', '| 47 s', '| 90 s', '| 180 s', '| 300 s']);
  expect(rows[0]).toBe('| 5 s | – | – |');
  expect(rows[3]).toBe('| 90 s | 1.5 s (worst 3.0 s), 22 polls (most 27) | 2.0 s (worst 2.0 s), 25 polls (most 25) |');
});

test('nothing is printed of what was not measured', () => {
  expect(printLengths([lag('growth', [{ earlyMiB: 1 }])])).toBeUndefined();
});
