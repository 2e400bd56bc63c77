import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { installTool, linkTo } from '../../scripts/lab/install-tool.ts';
import { LabError } from '../../scripts/lab/lab-error.ts';
import type { LabPlan } from '../../scripts/lab/plan-lab.ts';
import { rows } from '../../scripts/lab/rows.ts';
import { tellEnd } from '../../scripts/lab/tell-end.ts';
import { type Row, type RowEnd, walkRows } from '../../scripts/lab/walk-rows.ts';
import { root } from '../contracts/source-files.ts';

const row = (
  name: string,
  after: readonly string[],
  run: () => Promise<string> = async () => 'ok',
): Row<undefined> => ({
  name,
  after,
  run,
});
const fails = async (): Promise<string> => {
  throw new LabError('no luck', ['last line']);
};

describe('the table of a lab', () => {
  test('a row runs after those that it names, and beside all others', async () => {
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const note = (name: string) => async () => {
      order.push(name);
      if (name === 'slow') await gate.promise;
      if (name === 'beside') gate.resolve();
      return name;
    };
    const table = [
      row('slow', [], note('slow')),
      row('after', ['slow'], note('after')),
      row('beside', [], note('beside')),
    ];
    const told: string[] = [];
    const ends = await walkRows(table, undefined, ({ name }) => told.push(name));
    expect(order).toEqual(['slow', 'beside', 'after']);
    expect(ends.map(({ name }) => name)).toEqual(['slow', 'after', 'beside']);
    expect(told.toSorted()).toEqual(['after', 'beside', 'slow']);
  });

  const broken = [row('a', [], fails), row('b', ['a']), row('c', ['b']), row('d', [])];

  test('what needs a failed row is left out, also at second hand; the rest is done', async () => {
    const ends = await walkRows(broken, undefined, () => {});
    expect(ends.map(({ how }) => how)).toEqual(['failed', 'left out', 'left out', 'done']);
  });

  test('what takes things down goes on whatever fails', async () => {
    const ends = await walkRows(broken, undefined, () => {}, { whatever: true });
    expect(ends.map(({ how }) => how)).toEqual(['failed', 'done', 'done', 'done']);
  });

  test('a row that names a later one is a mistake of the table', async () => {
    await expect(walkRows([row('a', ['b']), row('b', [])], undefined, () => {})).rejects.toThrow('the row a names b');
  });

  test('the one that is shipped names earlier rows only', async () => {
    const still = rows.map(({ name, after = [] }) => row(name, after));
    expect(await walkRows(still, undefined, () => {})).toHaveLength(rows.length);
  });

  test.each<[RowEnd, string]>([
    [{ name: 'act', how: 'done', did: '0.2.89 built', ms: 61_240 }, '✓ act           0.2.89 built  (61.2 s)'],
    [{ name: 'builder', how: 'left out', missing: 'engine' }, '- builder       left out: it needs engine'],
    [
      { name: 'engine', how: 'failed', why: new LabError('ended', ['no space']), ms: 900 },
      '✗ engine        ended  (0.9 s)\n    no space',
    ],
  ])('%p is told', (end, line) => {
    expect(tellEnd(end)).toBe(line);
  });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-rows-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a tool of the cache', () => {
  const planIn = (): LabPlan => {
    const plan: Partial<LabPlan> = { cache: join(folder, 'cache'), folder: join(folder, '.lab') };
    return plan as LabPlan;
  };
  const tool = (made: string[], fail = false) => ({
    folder: 'sample-1.0',
    programs: ['bin/sample'],
    make: async (path: string) => {
      made.push(readdirSync(path).join());
      mkdirSync(join(path, 'bin'));
      writeFileSync(join(path, 'bin', 'sample'), '');
      if (fail) throw new LabError('the network is gone');
    },
  });

  test('is made once, and linked into the PATH of each lab', async () => {
    const made: string[] = [];
    const plan = planIn();
    expect(await installTool(plan, tool(made))).toBe('built');
    expect(await installTool(plan, tool(made))).toBe('was there');
    expect(await installTool({ ...plan, folder: join(folder, 'other') }, tool(made))).toBe('was there');
    expect(made).toHaveLength(1);
    for (const lab of ['.lab', 'other']) {
      expect(readlinkSync(join(folder, lab, 'bin', 'sample'))).toBe(join(plan.cache, 'sample-1.0', 'bin', 'sample'));
    }
  });

  test('that was not finished is made anew, from an empty folder', async () => {
    const made: string[] = [];
    await expect(installTool(planIn(), tool(made, true))).rejects.toThrow('the network is gone');
    expect(existsSync(join(folder, '.lab', 'bin', 'sample'))).toBe(false);
    expect(await installTool(planIn(), tool(made))).toBe('built');
    expect(made).toEqual(['', '']);
  });

  test('of another version takes the link over', () => {
    const link = join(folder, 'bin', 'sample');
    linkTo('/a', link);
    linkTo('/b', link);
    expect(readlinkSync(link)).toBe('/b');
  });
});

describe('the program', () => {
  const lab = (args: readonly string[], more: object = {}) =>
    spawnSync(process.execPath, [join(root, 'scripts', 'lab.ts'), ...args], { encoding: 'utf8', ...more });

  test.each([
    [['nonsense'], 2, 'npm run lab -- up | down'],
    [[], 2, 'npm run lab -- up | down'],
    [['down', 'aws'], 1, 'down takes no aws'],
    [['restart', 'everything'], 1, /restart takes some of .*, not everything|there is no lab/],
  ])('%j ends with %i and says what it takes', (args, code, text) => {
    const end = lab(args);
    expect(end.stderr).toMatch(text);
    expect(end.status).toBe(code);
  });

  // Only root can become someone else.
  (process.getuid?.() === 0 ? test : test.skip)('wants root, and says what for', () => {
    const end = lab(['up'], { uid: 65_534, gid: 65_534 });
    expect(end.stderr).toBe(
      'the lab needs root on Debian: it starts a container engine, and ECR under its own host name\n',
    );
    expect(end.status).toBe(1);
  });
});
