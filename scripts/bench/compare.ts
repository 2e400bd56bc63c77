import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareFailures } from './compare-failures.ts';
import { compareTasks } from './compare-tasks.ts';
import { type Contestant, isLikeOfficial, likeOfficial, ourselves } from './contestant.ts';
import type { ComparedRow, Figure } from './figure.ts';
import { measureBytes } from './measure-bytes.ts';
import { type Deployer, measureRollout, rollouts, shapes } from './measure-lag.ts';
import { measureStart } from './measure-start.ts';
import { runPool } from './run-pool.ts';
import { type Peer, stagePeers } from './stage-peers.ts';

export interface Comparison {
  readonly titles: readonly string[];
  readonly rows: readonly ComparedRow[];
}

/**
 * Ours and the released actions in `folder` at the same tasks, in one run. Actions whose inputs are those of the official
 * one are asked to deploy, once as they come and once with the shortest pause that they offer; others only start.
 */
export async function compare(dist: string, folder: string): Promise<Comparison> {
  const work = mkdtempSync(join(tmpdir(), 'bench-against-'));
  try {
    const [staged, files] = ['peers', 'files'].map((name) => join(work, name)) as [string, string];
    for (const place of [staged, files]) mkdirSync(place);
    const peers = stagePeers(folder, staged);
    const contestants = [ourselves(dist), ...peers.flatMap((peer) => contestantsOf(peer, staged, files))];
    // First, while nothing else runs.
    const starts = await compareStarts(dist, staged, peers);
    const rows = [
      ...(await compareRollouts(contestants)),
      ...(await compareFailures(contestants)),
      ...(await compareTasks(contestants)),
    ];
    const small = peers.filter((peer) => !isLikeOfficial(peer));
    const titles = [...contestants.map(({ title }) => title), ...small.map(({ name }) => name)];
    const absent: readonly Figure[] = small.map(() => ({ unit: 'ms', values: [] }));
    return {
      titles,
      rows: [
        ...rows.map(({ what, figures }) => ({ what, figures: [...figures, ...absent] })),
        ...starts.map(({ what, of }) => ({
          what,
          figures: [
            of(undefined),
            ...peers.filter(isLikeOfficial).flatMap((peer) => contestantsOf(peer, staged, files).map(() => of(peer))),
            ...small.map(of),
          ],
        })),
      ],
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function contestantsOf(peer: Peer, staged: string, files: string): readonly Contestant[] {
  if (!isLikeOfficial(peer)) return [];
  const tuned = peer.inputs.includes('wait-max-delay-seconds') ? [{ 'wait-max-delay-seconds': '15' }] : [];
  return [{}, ...tuned].map((more) => likeOfficial(peer, staged, files, more));
}

/** Rollouts of each length in each shape, with no past. */
async function compareRollouts(contestants: readonly Contestant[]): Promise<readonly ComparedRow[]> {
  const runs = contestants.flatMap((contestant) =>
    (Object.keys(shapes) as (keyof typeof shapes)[]).flatMap((shape, at) =>
      rollouts.map((rollout) => ({ contestant, rollout: { ...rollout, shape, past: 0, seed: 1 + at * 2 } })),
    ),
  );
  const seen = await runPool(
    runs.toSorted((a, b) => b.rollout.seconds - a.rollout.seconds),
    8,
    async ({ contestant, rollout }) => ({
      contestant,
      ...(await measureRollout(contestant.dist, rollout, deployerOf(contestant))),
    }),
  );
  const figures = (seconds: number, pick: (one: (typeof seen)[number]) => number, unit: Figure['unit']) =>
    contestants.map((contestant) => ({
      unit,
      values: seen.filter((one) => one.contestant === contestant && one.seconds === seconds).map(pick),
    }));
  return [
    ...rollouts.map(({ seconds }) => ({
      what: `true end of a rollout of ${seconds} s → verdict`,
      figures: figures(seconds, ({ lagMs }) => lagMs, 'ms'),
    })),
    ...[90, 300].map((seconds) => ({
      what: `polls while a rollout of ${seconds} s is followed`,
      figures: figures(seconds, ({ rounds }) => rounds, 'calls'),
    })),
  ];
}

const deployerOf = ({ deploy }: Contestant): Deployer => ({
  action: deploy.action,
  inputs: (shop) => deploy.inputs(shop, 'v2', true),
  succeeded: ({ end }) => end.exitCode === 0,
});

interface Start {
  readonly what: string;
  /** Of a peer, or of ours: the slowest of our actions. */
  of(peer: Peer | undefined): Figure;
}

async function compareStarts(dist: string, staged: string, peers: readonly Peer[]): Promise<readonly Start[]> {
  const [start] = await measureStart(dist, staged);
  const details = start?.details ?? [];
  const names = new Set(peers.map(({ name }) => name));
  const pick = (field: string, peer: Peer | undefined): readonly number[] =>
    details
      .filter(({ name }) =>
        peer === undefined ? !names.has(String(name)) && name !== 'node -e 0' : name === peer.name,
      )
      .map((row) => Number(row[field]));
  const floor = details.find(({ name }) => name === 'node -e 0')?.leastMs;
  return [
    {
      what: `start to the first AWS call, ms (node -e 0: ${floor})`,
      of: (peer) => ({ unit: 'calls', values: pick('leastMs', peer) }),
    },
    { what: 'memory up to then', of: (peer) => ({ unit: 'MiB', values: pick('peakMiB', peer) }) },
    {
      what: 'JavaScript (ours: of all actions together)',
      of: (peer) => ({
        unit: 'bytes',
        values: peer === undefined ? (measureBytes(dist)[0]?.values ?? []) : [peer.bytes],
      }),
    },
  ];
}
