import { expect, test } from '@jest/globals';
import { typeScriptIn } from './source-files.ts';

const linesOf = (text: string) => text.trimEnd().split('\n').length;
const sizes = (...folders: readonly string[]) =>
  typeScriptIn(...folders)
    .map(({ path, text }) => ({ path, lines: linesOf(text) }))
    .sort((a, b) => a.lines - b.lines);
const at = (share: number, of: readonly { lines: number }[]) => of[Math.floor((of.length - 1) * share)]?.lines ?? 0;

test('no file is over 300 lines', () => {
  const long = sizes('packages', 'actions', 'local-aws', 'local-github', 'scripts', 'cli', '__tests__').filter(
    ({ lines }) => lines > 300,
  );
  expect(long).toEqual([]);
});

test('half of what is shipped is in files of at most 100 lines, nine tenths under 200', () => {
  const shipped = sizes('packages', 'actions');
  expect(at(0.5, shipped)).toBeLessThanOrEqual(100);
  expect(at(0.9, shipped)).toBeLessThan(200);
});

test('no file is called after nothing: utils, helpers, common, types, index', () => {
  const names = /(^|[-/])(utils?|helpers?|common|types|misc|index)\.ts$/;
  expect(typeScriptIn('packages').filter(({ path }) => names.test(path))).toEqual([]);
});
