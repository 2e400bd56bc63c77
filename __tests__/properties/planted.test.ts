import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { root } from '../../scripts/actions.ts';
import { bugs } from '../../scripts/plant-bugs/bugs.ts';
import { edited, findFile, plantBug } from '../../scripts/plant-bugs/plant-bug.ts';

test.each(bugs)('there is a place to plant: $name', ({ edits }) => {
  for (const edit of edits) {
    const source = readFileSync(findFile(root, edit.file), 'utf8');
    expect(edited(source, edit)).not.toBe(source);
  }
});

test.each([
  ['is gone', ''],
  ['stands there twice', 'a; a;'],
])('a text that %s is an error', (_, source) => {
  expect(() => edited(source, { file: 'x.ts', text: 'a;', instead: 'b;' })).toThrow('x.ts has');
});

// All of them: `npm run test:planted`.
test('a planted bug is found', () => {
  const [bug] = bugs.filter(({ name }) => name === 'believes counts alone');
  if (bug === undefined) throw new Error('that bug is planted no more');
  const { found, output } = plantBug(bug);
  expect(found ? 'found' : output).toBe('found');
}, 120_000);
