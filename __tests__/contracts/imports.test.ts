import { posix } from 'node:path';
import { expect, test } from '@jest/globals';
import { typeScriptIn } from './source-files.ts';

/** Rooms from the ground up; those of one line never import each other. */
const storeys: readonly (readonly string[])[] = [
  ['base'],
  ['report'],
  ['aws', 'rollout', 'runner'],
  ['ecs', 'lambda', 'kubernetes', 'ecr', 'rds', 'verification', 'github'],
];
const heightOf = (room: string): number => storeys.findIndex((rooms) => rooms.includes(room));

interface Import {
  readonly path: string;
  readonly what: string;
  readonly typeOnly: boolean;
}

const pattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|\bimport\('([^']+)'\)|\bimport\s+'([^']+)'/g;

const importsIn = (...folders: readonly string[]): readonly Import[] =>
  typeScriptIn(...folders).flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([, type, from, lazy, bare]) => ({
      path,
      what: from ?? lazy ?? bare ?? '',
      typeOnly: type !== undefined,
    })),
  );

const said = (found: readonly Import[]) => found.map(({ path, what }) => `${path} imports ${what}`);
const roomOf = (what: string): string | undefined => /^#([a-z-]+)\//.exec(what)?.[1];
/** Where a relative import leads, from the root. */
const target = ({ path, what }: Import): string => posix.join(posix.dirname(path), what);

test('packages import rooms below them only, across rooms by #room/file, inside a room by ./file.ts', () => {
  const wrong = importsIn('packages').filter((found) => {
    const [, room = '', ...rest] = found.path.split('/');
    const other = roomOf(found.what);
    if (heightOf(room) === -1) return true;
    // A folder inside a room may name the room instead of climbing.
    if (other === room) return rest.length < 2;
    if (other !== undefined)
      return heightOf(other) === -1 || heightOf(other) >= heightOf(room) || /\.[jt]s$/.test(found.what);
    return found.what.startsWith('.') && !target(found).startsWith(`packages/${room}/`);
  });
  expect(said(wrong)).toEqual([]);
});

test('the runner is imported by entry files and the terminal only, elsewhere as a type', () => {
  const wrong = importsIn('packages', 'actions', 'scripts', 'local-aws').filter(
    ({ path, what, typeOnly }) =>
      roomOf(what) === 'runner' && !typeOnly && !/^actions\/[^/]+\/(index|post)\.ts$/.test(path),
  );
  expect(said(wrong)).toEqual([]);
});

test('an action imports packages and its own files', () => {
  const wrong = importsIn('actions').filter((found) => {
    const [, name] = found.path.split('/');
    return found.what.startsWith('.') && !target(found).startsWith(`actions/${name}/`);
  });
  expect(said(wrong)).toEqual([]);
});

test.each(['local-aws', 'local-github'])(
  '%s imports nothing of ours, and nothing that is shipped imports it',
  (far) => {
    const inward = importsIn(far).filter(
      (found) => found.what.startsWith('#') || (found.what.startsWith('.') && !target(found).startsWith(`${far}/`)),
    );
    const outward = importsIn('packages', 'actions', 'cli').filter((found) => target(found).includes(`${far}/`));
    expect(said([...inward, ...outward])).toEqual([]);
  },
);

test('nothing that is shipped imports what is there for development only', () => {
  const wrong = importsIn('packages', 'actions', 'cli').filter(({ what }) =>
    /^(marked|umzug|terser|jest|@jest\/|fast-check|@vercel\/)/.test(what),
  );
  expect(said(wrong)).toEqual([]);
});

const words = (pattern: RegExp, ...allowed: readonly RegExp[]) =>
  typeScriptIn('packages', 'actions')
    .filter(({ path }) => !allowed.some((place) => place.test(path)))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .map((line) => line.replace(/^\s*(\*|\/\/|\/\*).*/, ''))
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    );

test('only the runner knows GitHub, the environment and exit codes', () => {
  const pattern = /@actions\/core|\bprocess\.(env|exit|exitCode|on)\b/;
  expect(words(pattern, /^packages\/runner\//, /^packages\/base\/run-process\.ts$/)).toEqual([]);
});

test('time is a parameter: only the clock, the runner and what speaks to sockets and processes use the machine\u2019s', () => {
  const pattern = /\bDate\.now\(|\bnew Date\(\)|\bset(Timeout|Interval)\(|node:timers/;
  expect(words(pattern, /^packages\/(base|runner)\//)).toEqual([]);
});

test('errors are told by Error.isError, which also holds across realms', () => {
  expect(words(/instanceof Error\b/)).toEqual([]);
});
