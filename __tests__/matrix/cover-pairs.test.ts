import { expect, test } from '@jest/globals';
import { pairsOf } from '../support/pair-up.ts';
import { allowedPairs, coverPairs, isAdmitted } from './cover-pairs.ts';
import { axes, nameOf, slice, table } from './table.ts';

test('every pair that the constraints allow occurs, and no case that they forbid', () => {
  const held = new Set(table.flatMap(pairsOf));
  expect([...allowedPairs(axes)].filter((pair) => !held.has(pair))).toEqual([]);
  expect(table.filter(({ outcome, cause }) => !isAdmitted(outcome, cause)).map(nameOf)).toEqual([]);
});

test('there are at least eight hundred cases, each once, and each in one file', () => {
  expect(table.length).toBeGreaterThanOrEqual(800);
  expect(new Set(table.map(nameOf)).size).toBe(table.length);
  const played = [0, 1, 2, 3].flatMap((first) => slice(first, 4)).map(({ name }) => name);
  expect(played.toSorted()).toEqual(table.map(nameOf).toSorted());
});

test('every value of every axis occurs', () => {
  for (const axis of ['outcome', 'condition', 'cause'] as const) {
    const used = new Set(table.map((one) => one[axis].name));
    expect(axes[axis].filter(({ name }) => !used.has(name)).map(({ name }) => name)).toEqual([]);
  }
});

test('the same axes give the same cases', () => {
  expect(coverPairs(axes).map(nameOf)).toEqual(table.map(nameOf));
});
