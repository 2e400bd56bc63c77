import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listLicenses } from '../../scripts/build/list-licenses.ts';
import { minifyChunks } from '../../scripts/build/minify-chunks.ts';

let modules = '';
beforeAll(() => {
  modules = join(mkdtempSync(join(tmpdir(), 'build-')), 'node_modules');
  const packages = [
    ['a', '1.0.0', 'MIT', 'The text.\r\n'],
    ['@s/b', '2.0.0', 'MIT', 'The text.  \n'],
    ['c', '3.0.0', 'ISC', 'Another text.\n'],
    ['d', '4.0.0', 'ISC', undefined],
  ] as const;
  for (const [name, version, license, text] of packages) {
    mkdirSync(join(modules, name, 'lib'), { recursive: true });
    writeFileSync(join(modules, name, 'package.json'), JSON.stringify({ name, version, license }));
    writeFileSync(join(modules, name, 'lib/package.json'), '{"type":"module"}');
    if (text !== undefined) writeFileSync(join(modules, name, 'LICENSE.md'), text);
  }
});
afterAll(() => {
  rmSync(join(modules, '..'), { recursive: true });
});

test('licences: each text once, under all of its packages, in an order of their own', () => {
  const sources = ['c', 'a', 'd', '@s/b', 'a'].map((name) => join(modules, name, 'lib/file.js'));
  const list = listLicenses([...sources, join(modules, '../src/ours.js')]);
  expect(list).toBe(listLicenses(sources.reverse()));
  expect(list).toContain('@s/b 2.0.0 (MIT)\na 1.0.0 (MIT)\n\nThe text.\n');
  expect(list.match(/The text\./g)).toHaveLength(1);
  expect(list).toContain('d 4.0.0 (ISC)\n\n(The package holds no licence text.)');
});

test('chunks are minified all, and sorted by name', async () => {
  const chunks = new Map(
    ['b', 'c', 'a'].map((name) => [`${name}.js`, `export const value = 1 +  ${name.length}; // ${name}\n`]),
  );
  const small = await minifyChunks(chunks);
  expect([...small.keys()]).toEqual(['a.js', 'b.js', 'c.js']);
  for (const code of small.values()) expect(code).toBe('export const value=2;');
});

test('code that is none ends the build', async () => {
  await expect(minifyChunks(new Map([['a.js', 'const = ;']]))).rejects.toThrow();
});
