import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Measure } from './measure.ts';

/** A program whose start is timed: `node -e 0` to its end, an action to the arrival of its first AWS call. */
interface Starter {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Start {
  readonly ms: number;
  /** Highest resident memory up to then, MiB; `undefined` where the system does not tell. */
  readonly peakMiB: number | undefined;
}

const rounds = 15;
/** What the official action took on the machine on which `node -e 0` took 30 ms (docs/performance.md). */
const standIn = { officialMs: 200, floorMs: 30 };
const own = ['deploy-ecs', 'register-and-deploy-task-def', 'run-migration-task', 'rollback'];

/** Cold starts, interleaved so that the machine's moods meet all alike; of each the least of 15. */
export async function measureStart(dist: string, peers: string | undefined): Promise<readonly Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const far = await openFarEnd();
  try {
    const bare: Starter = { name: 'node -e 0', args: ['-e', '0'], env: {} };
    const actionsOf = (home: string, names: readonly string[]) =>
      names.map((name) => action(name, join(home, name), folder, far.url));
    const others = peers === undefined ? [] : actionsOf(peers, namesIn(peers));
    const starters = [bare, ...actionsOf(dist, own), ...others];
    const starts = new Map<string, Start[]>(starters.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const starter of starters) starts.get(starter.name)?.push(await timeStart(starter, folder, far));
    }
    return rowsOf(starts, peers === undefined ? [] : namesIn(peers));
  } finally {
    far.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf(starts: ReadonlyMap<string, readonly Start[]>, peers: readonly string[]): Measure[] {
  const least = (name: string) => Math.min(...(starts.get(name) ?? []).map(({ ms }) => ms));
  const peak = (name: string) => Math.max(...(starts.get(name) ?? []).flatMap(({ peakMiB }) => peakMiB ?? []));
  const floor = least('node -e 0');
  const best = Math.min(...peers.map(least));
  const official = peers.length > 0 ? best : (standIn.officialMs / standIn.floorMs) * floor;
  const measured = own.map(peak).filter(Number.isFinite);
  return [
    {
      id: 'start',
      what: `cold start to the first AWS call / ${peers.length > 0 ? `the fastest of ${peers.join(', ')}` : 'the official action (stand-in)'}`,
      unit: 'ratio',
      values: own.map((name) => least(name) / official),
      bar: { worst: 0.7 },
      note:
        `node -e 0: ${Math.round(floor)} ms; ${own.map((name) => `${name}: ${Math.round(least(name))} ms`).join(', ')}; ` +
        (peers.length > 0
          ? peers.map((name) => `${name}: ${Math.round(least(name))} ms`).join(', ')
          : `other actions not measured (PEERS is not set): 200 ms at a floor of 30 ms, scaled, stands for the official one`),
      details: [...starts].map(([name, all]) => ({
        name,
        leastMs: Math.round(least(name)),
        worstMs: Math.round(Math.max(...all.map(({ ms }) => ms))),
        peakMiB: Math.round(peak(name)),
      })),
    },
    {
      id: 'start-memory',
      what: 'highest memory up to the first AWS call',
      unit: 'MiB',
      values: measured,
      bar: { worst: 70 },
      ...(measured.length === 0 ? { note: 'memory is read from /proc, which this system has not' } : {}),
    },
  ];
}

const namesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'index.js')) && existsSync(join(folder, name, 'action.yml')))
    .sort();

/** An action with every input set as a runner sets them, and with those that bring it to its first call. */
function action(name: string, home: string, folder: string, url: string): Starter {
  const file: { inputs?: Readonly<Record<string, { default?: unknown }>> } = parse(
    readFileSync(join(home, 'action.yml'), 'utf8'),
  );
  const definition = join(folder, 'task-definition.json');
  const container = { name: 'app', image: 'example.com/app:1', essential: true };
  writeFileSync(definition, JSON.stringify({ family: 'web', containerDefinitions: [container] }));
  const known: Readonly<Record<string, string>> = {
    cluster: 'shop',
    service: 'web',
    command: 'true',
    'aws-region': 'eu-central-1',
    ...(home.includes('register') ? {} : { 'task-definition': definition }),
  };
  const inputs = Object.entries(file.inputs ?? {}).map(([input, { default: value = '' }]) => {
    const text = String(value);
    const given = input === 'command' && name !== 'run-migration-task' ? undefined : known[input];
    return [`INPUT_${input.toUpperCase()}`, given ?? (text.includes('${{') ? '' : text)];
  });
  return { name, args: [join(home, 'index.js')], env: { ...Object.fromEntries(inputs), AWS_ENDPOINT_URL: url } };
}

async function timeStart(starter: Starter, folder: string, far: FarEnd): Promise<Start> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    RUNNER_TEMP: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
    GITHUB_REPOSITORY: 'acme/shop',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIABENCH',
    AWS_SECRET_ACCESS_KEY: 'bench',
    ...starter.env,
  };
  const asked = far.nextCall();
  const started = performance.now();
  const child = spawn(process.execPath, starter.args, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject).once('exit', () => resolve());
  });
  const called = await Promise.race([asked.then(() => true), ended.then(() => false)]);
  const start = { ms: performance.now() - started, peakMiB: called ? peakOf(child.pid) : undefined };
  if (!called && starter.args[0] !== '-e') throw new Error(`${starter.name} ended before it called AWS:\n${output}`);
  child.kill('SIGKILL');
  await ended;
  return start;
}

function peakOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return undefined;
  const kib = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(file, 'utf8'))?.[1];
  return kib === undefined ? undefined : Number(kib) / 1_024;
}

interface FarEnd {
  readonly url: string;
  /** Resolves when a request arrives; it is never answered. */
  nextCall(): Promise<void>;
  close(): void;
}

async function openFarEnd(): Promise<FarEnd> {
  let arrived = () => {};
  const server = createServer(() => arrived());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    nextCall: () =>
      new Promise((resolve) => {
        arrived = resolve;
      }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
