import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitMarks } from '#ecr/fit-marks';
import type { InputsHash } from '#ecr/hash-inputs';
import { labelNames, labelsOf } from '#ecr/image-labels';
import { type Marked, type Marks, markFiles, markValues } from '#ecr/marks';
import { nameDifferences } from '#ecr/name-differences';

type Texts = Readonly<Record<string, string>>;
interface Inputs {
  readonly args?: Texts;
  /** Content by path. */
  readonly files?: Texts;
}

const treeOf = (files: Texts) => markFiles(Object.entries(files).map(([path, line]) => ({ path, line })));

const digest = (texts: Texts) => createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 12);

const inputsOf = ({ args = {}, files = {} }: Inputs): InputsHash => ({
  hash: '',
  parts: { 'build-args': digest(args), context: digest(files) },
  details: new Map([
    ['build-args', markValues(args)],
    ['context', treeOf(files)],
  ]),
});

const labelsFor = (inputs: Inputs) => labelsOf({}, { inputs: inputsOf(inputs), bases: {}, age: {} });
const many = (count: number, value: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`ARG_${String(at).padStart(2, '0')}`, value]));

interface Case {
  readonly name: string;
  readonly before: Inputs;
  readonly now: Inputs;
  readonly short: string;
  readonly lines?: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'one of several arguments',
    before: { args: { URL: 'https://a.example', MODE: 'x' } },
    now: { args: { URL: 'https://b.example', MODE: 'x' } },
    short: 'build-args URL',
  },
  {
    name: 'an argument that is new, one that is gone',
    before: { args: { OLD: 'x' } },
    now: { args: { NEW: 'x' } },
    short: 'build-args NEW (new), OLD (gone)',
  },
  {
    name: 'names that every object has',
    before: { args: { toString: 'x', ['__proto__']: 'x' } },
    now: { args: { constructor: 'x', ['__proto__']: 'y' } },
    short: 'build-args __proto__, constructor (new), toString (gone)',
  },
  {
    name: 'a file that becomes a folder',
    before: { files: { config: 'x' } },
    now: { files: { 'config/a': 'x' } },
    short: 'context config/',
  },
  {
    name: 'a folder that becomes a file',
    before: { files: { 'config/a': 'x' } },
    now: { files: { config: 'x' } },
    short: 'context config',
  },
  {
    name: 'what a terminal or the runner would obey',
    before: { files: {} },
    now: { files: { '\u001b[31mred\n::error::x': 'x' } },
    short: 'context red ::error::x (new)',
  },
  {
    name: 'many of them',
    before: { args: many(30, 'x') },
    now: { args: many(30, 'y') },
    short: 'build-args ARG_00, ARG_01, ARG_02, ARG_03 and 26 more',
    lines: [`build-args ${Object.keys(many(20, '')).join(', ')} and 10 more`],
  },
  {
    name: 'two parts',
    before: { args: { URL: 'a' }, files: { app: 'x' } },
    now: { args: { URL: 'b' }, files: { app: 'y' } },
    short: 'build-args URL; context app',
    lines: ['build-args URL', 'context app'],
  },
];

test.each(cases)('names $name', ({ before, now, short, lines }) => {
  const found = nameDifferences(labelsFor(before), inputsOf(now));
  expect(found?.short).toBe(short);
  expect(found?.lines).toEqual(lines ?? [short]);
});

const parts = JSON.stringify(inputsOf({ args: { URL: 'a' } }).parts);
const now = inputsOf({ args: { URL: 'b' } });

test.each<{ name: string; labels: Texts; short: string | undefined }>([
  { name: 'labels of an earlier release', labels: { [labelNames.parts]: parts }, short: 'build-args' },
  {
    name: 'details that are no JSON',
    labels: { [labelNames.parts]: parts, [labelNames.details]: '{' },
    short: 'build-args',
  },
  {
    name: 'details of another shape',
    labels: { [labelNames.parts]: parts, [labelNames.details]: '{"build-args":{"URL":[1]}}' },
    short: 'build-args',
  },
  { name: 'parts that are no JSON', labels: { [labelNames.parts]: '{' }, short: undefined },
  { name: 'no labels', labels: {}, short: undefined },
])('$name: what they tell is said', ({ labels, short }) => {
  expect(nameDifferences(labels, now)?.short).toBe(short);
});

test('no value stands in the labels, nor anything to tell it by', () => {
  const labels = labelsFor({ args: { TOKEN: 'hunter2' } });
  expect(JSON.stringify(labels)).not.toContain('hunter2');
  expect(labels[labelNames.details]).toMatch(/^\{"build-args":\{"TOKEN":"[0-9a-f]{4}"\}\}$/);
});

const path = fc.array(fc.constantFrom('a', 'b', 'c', '__proto__', 'lib'), { minLength: 1, maxLength: 4 });
/** A path is a file or a folder, never both. */
const files = fc.array(fc.tuple(path, fc.constantFrom('x', 'y')), { maxLength: 30 }).map((rows): Texts => {
  const named = rows.map(([words, content]) => [words.join('/'), content] as const);
  return Object.fromEntries(named.filter(([one]) => !named.some(([other]) => other.startsWith(`${one}/`))));
});

test('of files that all fit into the label exactly those are named that differ', () => {
  fc.assert(
    fc.property(files, files, (before, after) => {
      const told = nameDifferences(labelsFor({ files: before }), inputsOf({ files: after }));
      const named = told?.lines.flatMap((line) => line.replace(/^context ?/, '').split(', ')) ?? [];
      const differs = (one: string) => before[one] !== after[one];
      const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(differs);
      const within = (name: string) => name.replace(/ \((new|gone)\)$/, '').replace(/\/$/, '');
      const covers = (name: string, one: string) => one === within(name) || one.startsWith(`${within(name)}/`);
      if (named.some((name) => / and \d+ more$/.test(name))) return;
      expect(all.filter((one) => !named.some((name) => covers(name, one)))).toEqual([]);
      expect(named.filter((name) => name !== '' && !all.some((one) => covers(name, one)))).toEqual([]);
    }),
  );
});

const sizeOf = (marks: Marks) => JSON.stringify(marks).length;
const paths = (marks: Marks): number =>
  typeof marks === 'string' ? 1 : Object.values(marks).reduce((sum, one) => sum + paths(one), 0);
const wide: Marked = treeOf(
  Object.fromEntries(Array.from({ length: 9_000 }, (_, at) => [`f${at % 9}/g${at % 90}/file-${at}.ts`, `${at}`])),
);

test.each([
  { room: 10, tells: 1 },
  { room: 150, tells: 9 },
  { room: 4_000, tells: 90 },
  { room: 1_000_000, tells: 9_000 },
])('$room characters hold $tells marks at least, of a tree of 9,000 files', ({ room, tells }) => {
  const marks = fitMarks(wide, room);
  expect(sizeOf(marks)).toBeLessThanOrEqual(Math.max(room, 6));
  expect(paths(marks)).toBeGreaterThanOrEqual(tells);
});
