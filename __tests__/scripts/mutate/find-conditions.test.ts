import { expect, test } from '@jest/globals';
import { findConditions } from '../../../scripts/mutate/find-conditions.ts';
import { plantSwitches } from '../../../scripts/mutate/plant-switches.ts';

test.each<readonly [string, readonly string[]]>([
  ['const a = 1;', []],
  ['if (a) b();', ['a']],
  ['if (!a) b();', ['!a']],
  ['if (a.b(c) && (d || e === f)) g();', ['a.b(c)', 'd', 'e === f']],
  ['while (a < 3) b();', ['a < 3']],
  ['for (;;) b();', []],
  ['const a = b ? c : d;', ['b']],
  ['const a = b !== undefined;', ['b !== undefined']],
  ['const a = b instanceof C;', ['b instanceof C']],
  ['const a = isB(c) && d.has(e);', ['isB(c)', 'd.has(e)']],
  ["const a = b || ['text'];", ['b']],
  ['const a = b - c || d;', ['d']],
  ['const a = b ?? c;', []],
  ["switch (a) { case 'b': case c: d(); default: e(); }", ["case 'b'", 'case c']],
  ['const a = !(b && c);', ['!(b && c)', 'b', 'c']],
  ['const a = (b as C) === (d satisfies E);', ['(b      ) === (d            )']],
  ['const a = list.some((one: Row): boolean => one.kind === kind);', ['one.kind === kind']],
])('conditions of %s', (source, texts) => {
  const spaces = (text: string) => text.replace(/ +/g, ' ');
  const blank = (text: string) => spaces(text.replace(/ as C| satisfies E/g, ' '));
  expect(findConditions(source).map(({ text }) => blank(text))).toEqual(texts.map(blank));
});

test('each stands behind a switch of its own, an outer one around the inner ones', () => {
  const { text, conditions } = plantSwitches('const a = !(b && c === d);', 7);
  expect(plantSwitches("switch (a) { case 'b': c(); }", 7).text).toBe(
    "switch (a) { case globalThis.avoidable(7, ('b')): c(); }",
  );
  expect(text).toBe(
    'const a = globalThis.invertible(7, (!(globalThis.invertible(8, (b)) && globalThis.invertible(9, (c === d)))));',
  );
  expect(conditions.map(({ line, text: one }) => [line, one])).toEqual([
    [1, '!(b && c === d)'],
    [1, 'b'],
    [1, 'c === d'],
  ]);
});
