import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './actions.ts';
import { judgeMeasure, type Measure } from './bench/measure.ts';
import { measureBuilds } from './bench/measure-builds.ts';
import { measureBytes } from './bench/measure-bytes.ts';
import { measureFailures } from './bench/measure-failures.ts';
import { measureGrowth } from './bench/measure-growth.ts';
import { measureLag, measureTogether } from './bench/measure-lag.ts';
import { measureStart } from './bench/measure-start.ts';
import { measureTasks } from './bench/measure-tasks.ts';
import { measureWayBack } from './bench/measure-way-back.ts';
import { printTable } from './bench/print-table.ts';
import { readKnownMisses } from './bench/read-known-misses.ts';

// `npm run bench`: measures the built actions from outside and compares with the bars of docs/performance.md. Fails on a
// missed bar that no decision record owns up to. `npm run bench -- start lag` measures these groups only.

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

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !(name in groups));
if (unknown.length > 0)
  throw new Error(`no such group: ${unknown.join(', ')}; there are ${Object.keys(groups).join(', ')}`);

const started = Date.now();
const measures = await measureCopy();
const known = readKnownMisses(join(root, 'docs/decisions'));
const rows = measures.map((measure) => judgeMeasure(measure, known));
mkdirSync(join(root, '.reports'), { recursive: true });
const report = { at: new Date(started).toISOString(), node: process.version, tookMs: Date.now() - started, rows };
writeFileSync(join(root, '.reports', 'bench.json'), `${JSON.stringify(report, undefined, 2)}\n`);
console.log(`\n${printTable(rows)}\n`);
const missed = rows.filter(({ mark }) => mark === 'MISSED');
console.log(
  `${rows.length - missed.length} rows hold, ${missed.length} missed; ${Math.round(report.tookMs / 1_000)} s`,
);
process.exitCode = missed.length === 0 ? 0 : 1;

/** Measures a copy: a build that begins meanwhile must not change what is measured. */
async function measureCopy(): Promise<readonly Measure[]> {
  const built = join(root, 'dist');
  if (!existsSync(join(built, 'chunks')))
    throw new Error('nothing is built: run `npm run generate` and `npm run build`');
  const dist = mkdtempSync(join(tmpdir(), 'bench-dist-'));
  try {
    cpSync(built, dist, { recursive: true });
    const all: Measure[] = [];
    for (const [name, measure] of Object.entries(groups)) {
      if (positionals.length > 0 && !positionals.includes(name)) continue;
      const begun = Date.now();
      all.push(...(await measure(dist)));
      console.log(`${name}: ${((Date.now() - begun) / 1_000).toFixed(1)} s`);
    }
    return all;
  } finally {
    rmSync(dist, { recursive: true, force: true });
  }
}
