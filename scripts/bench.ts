import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './actions.ts';
import { compare } from './bench/compare.ts';
import { printComparison } from './bench/figure.ts';
import { judgeMeasure, type Measure } from './bench/measure.ts';
import { measureBuilds } from './bench/measure-builds.ts';
import { measureBytes } from './bench/measure-bytes.ts';
import { measureFailures } from './bench/measure-failures.ts';
import { measureGrowth } from './bench/measure-growth.ts';
import { measureLag } from './bench/measure-lag.ts';
import { measureStart } from './bench/measure-start.ts';
import { measureTasks } from './bench/measure-tasks.ts';
import { measureTogether } from './bench/measure-together.ts';
import { measureWayBack } from './bench/measure-way-back.ts';
import { printLengths } from './bench/print-lengths.ts';
import { printTable } from './bench/print-table.ts';
import { readKnownMisses } from './bench/read-known-misses.ts';

// `npm run bench`: measures the built actions from outside and compares with the bars of docs/performance.md. Fails on a
// missed bar that no decision record owns up to. `npm run bench -- start lag` measures these groups only;
// `npm run bench -- --against FOLDER` sets ours beside the released actions in a folder, and has no bars.

type Group = 'start' | 'bytes' | 'lag' | 'together' | 'failures' | 'tasks' | 'way-back' | 'growth' | 'builds';
const groups: Readonly<Record<Group, (dist: string) => readonly Measure[] | Promise<readonly Measure[]>>> = {
  // First, while nothing else runs.
  start: (dist) => measureStart(dist, process.env.PEERS),
  bytes: measureBytes,
  lag: measureLag,
  together: measureTogether,
  failures: measureFailures,
  tasks: measureTasks,
  'way-back': measureWayBack,
  growth: measureGrowth,
  builds: measureBuilds,
};

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: { against: { type: 'string' } },
});
const unknown = positionals.filter((name) => !(name in groups));
if (unknown.length > 0)
  throw new Error(`no such group: ${unknown.join(', ')}; there are ${Object.keys(groups).join(', ')}`);

const started = Date.now();
if (options.against === undefined) await judge();
else await against(options.against);

async function against(folder: string): Promise<void> {
  const { titles, rows } = await withCopy((dist) => compare(dist, folder));
  writeReport('bench-against.json', { titles, rows });
  console.log(`\n${printComparison(titles, rows)}\n`);
}

async function judge(): Promise<void> {
  const measures = await withCopy(measureGroups);
  const known = readKnownMisses(join(root, 'docs/decisions'));
  const rows = measures.map((measure) => judgeMeasure(measure, known));
  writeReport('bench.json', { rows });
  console.log(`\n${printTable(rows)}\n`);
  const lengths = printLengths(rows);
  if (lengths !== undefined) console.log(`${lengths}\n`);
  const missed = rows.filter(({ mark }) => mark === 'MISSED');
  console.log(
    `${rows.length - missed.length} rows hold, ${missed.length} missed; ${Math.round((Date.now() - started) / 1_000)} s`,
  );
  process.exitCode = missed.length === 0 ? 0 : 1;
}

function writeReport(name: string, what: object): void {
  mkdirSync(join(root, '.reports'), { recursive: true });
  const report = { at: new Date(started).toISOString(), node: process.version, tookMs: Date.now() - started, ...what };
  writeFileSync(join(root, '.reports', name), `${JSON.stringify(report, undefined, 2)}\n`);
}

/** One group after the other; `growth` beside what comes after the start: it waits for minutes and computes nothing. */
async function measureGroups(dist: string): Promise<readonly Measure[]> {
  const wanted = (Object.keys(groups) as Group[]).filter(
    (name) => positionals.length === 0 || positionals.includes(name),
  );
  const all = new Map<Group, readonly Measure[]>();
  const measure = async (name: Group) => {
    const begun = Date.now();
    all.set(name, await groups[name](dist));
    console.log(`${name}: ${((Date.now() - begun) / 1_000).toFixed(1)} s`);
  };
  if (wanted.includes('start')) await measure('start');
  const growth = wanted.includes('growth') ? measure('growth') : undefined;
  // Its failure is told when its turn has come.
  growth?.catch(() => {});
  for (const name of wanted) if (name !== 'start' && name !== 'growth') await measure(name);
  await growth;
  return wanted.flatMap((name) => all.get(name) ?? []);
}

/** Measures a copy: a build that begins meanwhile must not change what is measured. */
async function withCopy<Answer>(measure: (dist: string) => Promise<Answer>): Promise<Answer> {
  const built = join(root, 'dist');
  if (!existsSync(join(built, 'chunks')))
    throw new Error('nothing is built: run `npm run generate` and `npm run build`');
  const dist = mkdtempSync(join(tmpdir(), 'bench-dist-'));
  try {
    cpSync(built, dist, { recursive: true });
    return await measure(dist);
  } finally {
    rmSync(dist, { recursive: true, force: true });
  }
}
