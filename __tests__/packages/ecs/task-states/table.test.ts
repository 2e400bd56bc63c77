import { expect, test } from '@jest/globals';
import { allPairs, pairsOf } from '../../../support/pair-up.ts';
import type { Case } from './axes.ts';
import { admits, axes, nameOf, table } from './table.ts';

/** What issue 5 asks for, by the names of the states that show it. */
const asked: readonly (readonly [string, RegExp])[] = [
  ['never placed', /^never placed/],
  ['pull failed', /^pull failed/],
  ['stopped before seen running', /^stopped before it was seen running/],
  ['exit null', /^its exit code is never told/],
  ['side-car exits first', /side-car (exits|dies) first/],
  ['side-car never exits', /side-car never exits/],
  ['out of memory', /^out of memory/],
  ['timeout', /^its time is up/],
  ['cancelled', /^cancelled while/],
  ['lock held', /holds the place|^a lock is held/],
  ['two at once', /at the same moment/],
  ['lost connection', /out of sight|answers to its start are lost/],
];

test.each(asked)('there is a state for: %s', (_, name) => {
  expect(table.filter(({ state }) => name.test(state.name))).not.toEqual([]);
});

test('every pair of state, condition, log and action occurs', () => {
  const held = new Set(table.flatMap(pairsOf));
  expect([...allPairs<Case>(axes, admits)].filter((pair) => !held.has(pair))).toEqual([]);
});

test('every case stands once', () => {
  expect(new Set(table.map(nameOf)).size).toBe(table.length);
});
