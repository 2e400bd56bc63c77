/**
 * `npm run demo`: deploys the sample service on an AWS that runs on this machine, under load. Version 1 serves; version 2 is
 * migrated, rolled out and verified; version 3 is broken, diagnosed and rolled back. Ends with exit code 0 when all of
 * that came true and no request was lost. Writes .demo/summary.html. `-- --dist <folder>` plays it with other bundles.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type ActEnd, deploy } from './demo/acts.ts';
import { v1, v2, v3 } from './demo/build-image.ts';
import { type LoadReport, startLoad } from './demo/load.ts';
import { page } from './demo/page.ts';
import { type Stage, setStage } from './demo/stage.ts';

const results = fileURLToPath(new URL('../.demo', import.meta.url));
const perSecond = 60;
const { dist } = parseArgs({ options: { dist: { type: 'string' } } }).values;

interface Show {
  readonly acts: readonly [ActEnd, ActEnd];
  readonly load: LoadReport;
  /** The commit that answers at the end. */
  readonly serving: string;
}

async function play(stage: Stage): Promise<Show> {
  const load = startLoad({ url: `${stage.url}/`, perSecond });
  say(`Load: ${perSecond} requests a second through ${stage.url}, none of them sent twice`);
  say(`Act 2 · ${v2.name} ${v2.about}`);
  const second = await deploy(stage, v2, 2, dist);
  say(`Act 3 · ${v3.name} ${v3.about}`);
  const third = await deploy(stage, v3, 3, dist);
  const report = await load.stop();
  const health: unknown = await (await fetch(`${stage.url}/health`)).json();
  const serving = typeof health === 'object' && health !== null && 'version' in health ? String(health.version) : '';
  return { acts: [second, third], load: report, serving };
}

/** What the demo promises, and whether it came true. */
function judge({ acts: [second, third], load, serving }: Show) {
  return [
    { text: `v2 is green: ${second.verdict}`, kept: second.green && second.verdict === 'succeeded' },
    {
      text: `v3 is red for the right reason: ${third.verdict}, ${third.reason || 'no reason'}`,
      kept: !third.green && third.verdict === 'rolled-back' && third.reason === 'crash-loop',
    },
    { text: 'v2 serves at the end', kept: serving === v2.commit },
    { text: `${load.lost.length} of ${load.sent} requests lost`, kept: load.lost.length === 0 && load.sent > 0 },
  ];
}

function figuresOf({ acts, load }: Show, setUp: number, all: number): (readonly [string, string])[] {
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  return [
    ['stage and v1', seconds(setUp)],
    ...acts.map(({ version, seconds: took }) => [`deployment of ${version.name}`, seconds(took)] as const),
    ['in all', seconds(all)],
    ['requests', `${load.sent}, ${(load.sent / load.seconds).toFixed(0)} a second, every tenth on a new connection`],
    ['answer time', `median ${load.medianMs.toFixed(1)} ms, slowest ${load.slowestMs.toFixed(0)} ms`],
  ];
}

function write(show: Show, checks: ReturnType<typeof judge>, figures: ReturnType<typeof figuresOf>): string {
  const path = join(results, 'summary.html');
  const names = Object.fromEntries([v1, v2, v3].map(({ name, commit }) => [commit, name]));
  const acts = show.acts.map(({ version, verdict, seconds, summary, log }) => ({
    title: `${version.name} ${version.about}: ${verdict}`,
    took: `${seconds.toFixed(1)} s`,
    summary,
    log,
  }));
  writeFileSync(path, page({ acts, checks, figures, names, traffic: show.load.traffic }));
  return relative(process.cwd(), path);
}

function tell({ acts, load }: Show, checks: ReturnType<typeof judge>, figures: ReturnType<typeof figuresOf>): void {
  for (const { version, summary } of acts) say(`— summary of ${version.name} —\n${summary}`);
  say('How it went');
  for (const [name, value] of figures) console.log(`  ${name}: ${value}`);
  for (const { why, afterMs } of load.lost.slice(0, 10)) console.log(`  lost after ${Math.round(afterMs)} ms: ${why}`);
  for (const { text, kept } of checks) console.log(`  ${kept ? '✓' : '✗'} ${text}`);
}

function say(line: string): void {
  console.log(`\n${line}`);
}

async function main(): Promise<boolean> {
  const start = Date.now();
  say('Act 1 · an AWS on this machine: cluster, registry, load balancer, and v1 as a service of two tasks');
  mkdirSync(results, { recursive: true });
  // A folder of its own, so that two demos at a time do not share a database.
  const folder = mkdtempSync(join(results, 'run-'));
  try {
    return await show(await setStage(folder, [v1, v2, v3]), start);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function show(stage: Stage, start: number): Promise<boolean> {
  try {
    const setUp = (Date.now() - start) / 1000;
    say(`v1 serves at ${stage.url}`);
    const seen = await play(stage);
    const checks = judge(seen);
    const figures = figuresOf(seen, setUp, (Date.now() - start) / 1000);
    const path = write(seen, checks, figures);
    tell(seen, checks, figures);
    say(`The summaries as a page: ${path}`);
    return checks.every(({ kept }) => kept);
  } finally {
    await stage.close();
  }
}

process.exitCode = (await main()) ? 0 : 1;
