import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBundle } from '../../__tests__/support/run-bundle.ts';
import { type Lab, labEnvironment, readLab } from '../lab/lab-file.ts';
import type { Measure } from './measure.ts';

const names = ['one', 'two', 'three', 'four'] as const;
/** Processor time of the instruction that each image is made of, in ms. */
const workMs = 5_500;

const together: Omit<Measure, 'values'> = {
  id: 'builds',
  what: `four images of ${workMs / 1_000} s of processor time: in one step / one after another`,
  unit: 'ratio',
  bar: { worst: 0.75 },
};
const again: Omit<Measure, 'values'> = {
  id: 'builds-again',
  what: 'the same four images when nothing has changed',
  unit: 'ms',
  bar: { worst: 3_000 },
};

/** build-push-ecr with an engine, a builder and a registry. They are the lab's; without it nothing is measured, and that is said. */
export async function measureBuilds(dist: string): Promise<readonly Measure[]> {
  const lab = readLab();
  if (lab === undefined) {
    const note = 'NOT MEASURED: no engine. `npm run lab -- up` starts one (root on Debian)';
    return [
      { ...together, values: [], note },
      { ...again, values: [] },
    ];
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-builds-'));
  // They go with the lab.
  const bench = `bench-${randomUUID().slice(0, 8)}`;
  try {
    for (const name of names) aws(lab, 'ecr', 'create-repository', '--repository-name', `${bench}/${name}`);
    const rounds = calibrate(lab);
    const build = async (run: string, wanted: readonly string[]): Promise<number> => {
      const builds = wanted.map((name) => ({ key: name, repository: `${bench}/${name}`, context: name }));
      const end = await runBundle('build-push-ecr', {
        dist,
        inputs: { builds: JSON.stringify(builds), 'image-tags': run },
        env: { ...labEnvironment(lab), GITHUB_WORKSPACE: folder },
        timeoutMs: 300_000,
      });
      if (end.exitCode !== 0) throw new Error(`build-push-ecr did not build ${wanted}:\n${end.stdout}${end.stderr}`);
      return end.tookMs;
    };
    // What the engine does for the first build only is not part of either.
    prepare(lab, folder, 1);
    await build('warm', ['one']);
    const [serial, parallel]: [number[], number[]] = [[], []];
    // In turns, so that the machine's moods meet both alike.
    for (const turn of ['a', 'b']) {
      prepare(lab, folder, rounds);
      let sum = 0;
      for (const name of names) sum += await build(`serial-${turn}`, [name]);
      serial.push(sum);
      prepare(lab, folder, rounds);
      parallel.push(await build(`parallel-${turn}`, names));
    }
    const [serialMs, parallelMs] = [Math.min(...serial), Math.min(...parallel)];
    const againMs = await build('parallel-b', names);
    const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
    return [
      {
        ...together,
        values: [parallelMs / serialMs],
        note: `together ${seconds(parallelMs)}, one after another ${seconds(serialMs)}; least of two, in turns; ${availableParallelism()} cores`,
      },
      { ...again, values: [againMs] },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A count that keeps one core busy. */
const counting = (rounds: number): string => `i=0; while [ $i -lt ${rounds} ]; do i=$((i+1)); done`;

/** Four contexts that no builder has seen: nothing comes from a cache but their base. */
function prepare(lab: Lab, folder: string, rounds: number): void {
  for (const name of names) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'new'), randomUUID());
    writeFileSync(join(folder, name, 'Dockerfile'), `FROM ${lab.images.web}\nCOPY new /new\nRUN ${counting(rounds)}\n`);
  }
}

/** How far this machine counts in `workMs`, by the processor's time and not the clock's. */
function calibrate(lab: Lab): number {
  const rounds = 1_000_000;
  const args = ['run', '--rm', lab.images.web, 'sh', '-c', `${counting(rounds)}; times`];
  const said = execFileSync('docker', args, { env: { ...process.env, ...labEnvironment(lab) }, encoding: 'utf8' });
  const [, minutes = '0', seconds = '1'] = /^(\d+)m([\d.]+)s/m.exec(said) ?? [];
  return Math.ceil((rounds * workMs) / ((Number(minutes) * 60 + Number(seconds)) * 1_000));
}

function aws(lab: Lab, ...args: readonly string[]): void {
  execFileSync('aws', args, {
    env: { ...process.env, ...labEnvironment(lab) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
