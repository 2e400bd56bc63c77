import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { judgeMeasure, type Measure, medianOf } from '../../../scripts/bench/measure.ts';
import { printTable, shown } from '../../../scripts/bench/print-table.ts';
import { readKnownMisses } from '../../../scripts/bench/read-known-misses.ts';

const row = (values: readonly number[], bar: Measure['bar']): Measure => ({
  id: 'lag',
  what: 'end → verdict',
  unit: 'ms',
  values,
  bar,
});
const bars = { median: 2_000, worst: 5_000 };

test.each([
  ['within both bars', [1_000, 1_900, 4_900], bars, [], 'ok'],
  ['exactly on the bar', [2_000, 2_000, 5_000], bars, [], 'ok'],
  ['one value too far out', [1_000, 1_000, 5_001], bars, [], 'MISSED'],
  ['too slow in the middle', [1_000, 2_001, 2_002], bars, [], 'MISSED'],
  ['missed, and owned up to', [9_000], bars, ['lag'], 'known miss'],
  ['missed, while another row is owned up to', [9_000], bars, ['start'], 'MISSED'],
  ['never came', [1_000, Number.POSITIVE_INFINITY], { worst: 5_000 }, [], 'MISSED'],
  ['no number at all', [Number.NaN], {}, [], 'MISSED'],
  ['nothing measured', [], bars, [], 'not measured'],
  ['owned up to, but it holds', [1_000], bars, ['lag'], 'ok'],
] as const)('%s', (_, values, bar, known, mark) => {
  expect(judgeMeasure(row(values, bar), new Set(known)).mark).toBe(mark);
});

test('the median is the middle value, the upper one of two', () => {
  expect([medianOf([3, 1, 2]), medianOf([4, 1]), medianOf([])]).toEqual([2, 4, Number.NaN]);
});

test('a decision record owns up to rows in lines of their own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'decisions-'));
  try {
    writeFileSync(
      join(folder, '0009-start.md'),
      '# Start\n\nbench: start\nbench: polls-90\nThe row bench: lag is fine.\n',
    );
    writeFileSync(join(folder, 'notes.txt'), 'bench: task\n');
    expect([...readKnownMisses(folder)]).toEqual(['start', 'polls-90']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the table shows numbers with their units, the bar and the notes', () => {
  const rows = [row([1_000, 2_000], bars), { ...row([], {}), id: 'memory', note: 'not here' }];
  const text = printTable(rows.map((one) => judgeMeasure(one, new Set())));
  const [head, rule, first, second] = text.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  expect(head).toBe('| row | what | runs | median | worst | bar | |');
  expect(rule).toMatch(/^\|[-|]+\|$/);
  expect(first).toBe('| lag | end → verdict | 2 | 2.0 s | 2.0 s | median ≤ 2.0 s, worst ≤ 5.0 s | ok |');
  expect(second).toBe('| memory | end → verdict | 0 | – | – | | not measured |');
  expect(text).toContain('\nmemory: not here');
});

test.each([
  [68.61, 'MiB', '68.6 MiB'],
  [1_350_711, 'bytes', '1.35 MB'],
  [0.684, 'ratio', '0.68'],
  [17, 'calls', '17'],
  [Number.POSITIVE_INFINITY, 'ms', '–'],
] as const)('%d %s is shown as %s', (value, unit, text) => {
  expect(shown(value, unit)).toBe(text);
});
