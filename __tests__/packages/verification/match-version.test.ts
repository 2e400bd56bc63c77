import { expect, test } from '@jest/globals';
import { matchVersion } from '#verification/match-version';

const commit = '9f3c2ab1d4e5f60718293a4b5c6d7e8f90a1b2c3';

const cases: readonly [wanted: string, found: string, boolean][] = [
  [commit, commit, true],
  [commit, commit.slice(0, 7), true],
  [commit.slice(0, 8), commit, true],
  [commit, commit.toUpperCase().slice(0, 12), true],
  [commit, `sha-${commit.slice(0, 7)}`, true],
  [commit, commit.slice(0, 6), false],
  [commit, `${commit.slice(0, 7)}0`, false],
  [commit, '', false],
  [commit, 'main', false],
  ['1.10.0', '1.10.0', true],
  ['1.10.0', '1.10', false],
  ['1234567', '1234568', false],
];
test.each(cases)('wanted %s, found %s: %s', (wanted, found, matches) => {
  expect(matchVersion(wanted, found)).toBe(matches);
});
