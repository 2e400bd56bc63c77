import { definition, type Shop } from '../../__tests__/support/shop.ts';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import type { Timing } from '../../local-aws/timing.ts';
import type { Measure } from './measure.ts';
import { notAsMeant, runScene, type SceneRun } from './open-scene.ts';
import { runPool } from './run-pool.ts';

/** How the time of a rollout is spent: shares of it, the rest goes by before a task starts. */
export const shapes = {
  'starts slowly': { pull: 0.7, steady: 0.2, stop: 0 },
  'settles slowly': { pull: 0.15, steady: 0.8, stop: 0 },
  'drains slowly': { pull: 0.3, steady: 0.4, stop: 0.3 },
} as const;

/** The speed is a factor on what calls take in the figures: as low as the patience of whoever waits allows. */
export const rollouts = [
  { seconds: 5, speed: 1 },
  { seconds: 20, speed: 2 },
  { seconds: 47, speed: 3 },
  { seconds: 90, speed: 4 },
  { seconds: 180, speed: 5 },
  { seconds: 300, speed: 6 },
] as const;

export interface Rollout {
  readonly seconds: number;
  readonly speed: number;
  readonly shape: keyof typeof shapes;
  /** Past rollouts of the service. */
  readonly past: number;
  readonly seed: number;
  readonly services?: readonly string[];
}

/** What is measured of one rollout; ms and calls. */
export interface RolloutFigures extends Rollout {
  /** Services in the run. */
  readonly of: number;
  readonly tookMs: number;
  readonly lagMs: number;
  /** Reads of services and service deployments while it was followed. */
  readonly polls: number;
  /** The same, those of one look counted once. */
  readonly rounds: number;
  /** All reads from the first write that moves traffic to the end of the process. */
  readonly reads: number;
}

const cases: readonly Rollout[] = (Object.keys(shapes) as (keyof typeof shapes)[]).flatMap((shape, at) =>
  [0, 3].flatMap((past) => rollouts.map((rollout) => ({ ...rollout, shape, past, seed: 1 + at * 2 + past }))),
);

/** Rollouts of 5 to 300 s of one service, seen from outside; the longest first, so that the pool ends evenly. */
export async function measureLag(dist: string): Promise<readonly Measure[]> {
  const figures = await runPool(cases.toReversed(), 8, (rollout) => measureRollout(dist, rollout));
  const details = figures.map(({ speed: _, services: __, ...rest }) => rest);
  return [
    {
      id: 'lag',
      what: 'true end of a rollout of 5 to 300 s → verdict',
      unit: 'ms',
      values: figures.map(({ lagMs }) => lagMs),
      bar: { median: 2_000, worst: 5_000 },
      details,
    },
    ...[90, 300].map((seconds): Measure => {
      const same = figures.filter((one) => one.seconds === seconds);
      return {
        id: `polls-${seconds}`,
        what: `polls while a rollout of ${seconds} s is followed`,
        unit: 'calls',
        values: same.map(({ rounds }) => rounds),
        bar: { worst: seconds === 90 ? 30 : 70 },
      };
    }),
  ];
}

/** What deploys v2 to every service of a rollout, and how its success is told. */
export interface Deployer {
  readonly action: string;
  inputs(shop: Shop, names: readonly string[]): Readonly<Record<string, string>>;
  succeeded(run: SceneRun): boolean;
}

const ours: Deployer = {
  action: 'deploy-ecs',
  inputs: inputsFor,
  succeeded: ({ end }) => end.outputs.verdict === 'succeeded',
};

/** Deploys v2 to a service whose rollouts take so long. */
export async function measureRollout(dist: string, rollout: Rollout, by: Deployer = ours): Promise<RolloutFigures> {
  const { seconds, speed, shape, past, seed, services } = rollout;
  const names = services ?? ['web'];
  const run = await runScene(by.action, (shop) => by.inputs(shop, names), {
    dist,
    speed,
    seed,
    ...(services === undefined ? {} : { services }),
    ...durations(seconds * 1_000, shape),
    before: (shop) => deployBefore(shop, names, past, seconds * 1_000),
  });
  const endedAt = run.entered('ecs.service-deployment', 'SUCCESSFUL');
  if (endedAt === undefined || !by.succeeded(run)) throw notAsMeant(run);
  const followed = run.calls.slice(run.calls.findLastIndex(({ operation }) => operation === 'ecs:UpdateService') + 1);
  const reads = followed.filter(({ operation }) => /:(?:Describe|List)/.test(operation));
  const polls = reads.filter(({ operation }) => /:DescribeService(?:s|Deployments)$/.test(operation));
  const movedAt = run.calls.find(({ operation }) => operation === 'ecs:UpdateService')?.at ?? Number.NaN;
  return {
    ...rollout,
    of: names.length,
    tookMs: Math.round(endedAt - movedAt),
    lagMs: Math.round(run.lag(endedAt)),
    polls: polls.length,
    rounds: polls.filter(({ at }, index) => at - (polls[index - 1]?.at ?? 0) > 700).length,
    reads: reads.length,
  };
}

function inputsFor(shop: Shop, names: readonly string[]): Readonly<Record<string, string>> {
  const rows = names.map((service) => ({ service, image: shop.push(service, 'v2') }));
  const [only] = rows;
  return rows.length === 1 && only !== undefined ? only : { services: JSON.stringify(rows) };
}

/** Timing and fates that make a rollout take `ms`; those before it took up to 4 % more or less. */
function durations(ms: number, shape: keyof typeof shapes) {
  const { pull, steady, stop } = shapes[shape];
  const schedule = Math.min(1_000, ms * 0.05);
  // A container takes 1 s to start, the scheduler three turns; a container that stops has 30 s.
  const flexible = ms - 1_000 - 3 * schedule;
  const stopsIn = Math.min(26_000, Math.max(200, flexible * stop));
  const rest = 1 - pull - steady;
  const timing: Partial<Timing> = {
    schedule,
    provision: Math.max(100, flexible * rest - stopsIn),
    pull: flexible * pull,
    steady: flexible * steady,
  };
  const spread = Math.min(3_000, ms * 0.04);
  const fate = (more: number): Fate => ({ kind: 'runs', stopsIn: stopsIn + spread * more });
  return { timing, fates: { v1: fate(0.5), h1: fate(1), h2: fate(0), h3: fate(0.5) } };
}

/** Deploys h1, h2, … one after the other, outside any run. */
async function deployBefore(shop: Shop, names: readonly string[], past: number, ms: number): Promise<void> {
  for (let at = 1; at <= past; at++) {
    for (const name of names) {
      await shop.ecs.call('RegisterTaskDefinition', definition(name, shop.push(name, `h${at}`)));
      await shop.ecs.call('UpdateService', { cluster: 'shop', service: name, taskDefinition: name });
    }
    await shop.clock.advance(ms * 1.5 + 60_000);
  }
}
