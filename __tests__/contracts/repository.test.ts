import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { repositoryFiles, root } from './source-files.ts';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const lock: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
);

test('the lock file names every optional package that it speaks of: without one, npm ci refuses everywhere', () => {
  const spokenOf = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies),
  );
  const missing = [...new Set(spokenOf)].filter(
    (name) => !Object.keys(lock.packages).some((path) => path.endsWith(`node_modules/${name}`)),
  );
  expect(missing).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(Object.values(lock.packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
});

test('the versions in package.json are exact', () => {
  const about: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const ranges = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.entries(about[kind] ?? {}).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
  );
  expect(ranges).toEqual([]);
});

test('no file says where it was written', () => {
  const here = [root, homedir()].filter((path) => path.split(/[\\/]/).length > 2 || path === root);
  const telling = /\/(home|Users)\/[a-z][\w.-]*\/(?!\.)/i;
  const found = repositoryFiles()
    .filter(({ text }) => here.some((path) => text.includes(`${path}/`)) || telling.test(text))
    .map(({ path }) => path)
    // The one place that has to name what it looks for.
    .filter((path) => path !== '__tests__/contracts/repository.test.ts');
  expect(found).toEqual([]);
});
