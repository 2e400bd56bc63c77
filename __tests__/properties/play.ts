import { random } from '../../local-aws/random.ts';
import { cluster } from '../support/shop.ts';
import { planOf } from './plan-run.ts';
import { type Run, type RunPlan, runMain, runPost } from './run-in-world.ts';
import type { Scenario } from './scenario.ts';
import { type Seen, see } from './see.ts';
import { definitionOf, type FarSide, imageOf, openWorld, type World } from './world.ts';

export interface Foreign {
  readonly at: number;
  readonly service: string;
  readonly definition: string;
}

/** A scenario that was played, with everything that the oracle needs. */
export interface Played {
  readonly world: FarSide;
  readonly scenario: Scenario;
  readonly main: Run;
  readonly afterMain: Seen;
  readonly post?: Run;
  /** After main and post, and some minutes in which whatever was started can end. */
  readonly atLast: Seen;
  readonly foreign?: Foreign;
  /** The runs after a killed one: the second only when the first was refused because the dead one may be alive. */
  readonly next: readonly { readonly run: Run; readonly after: Seen }[];
  readonly before: Seen;
  /** What GitHub says last of each release. Absent where there is no GitHub. */
  readonly records?: readonly GithubRecord[];
}

export interface GithubRecord {
  readonly release: string;
  readonly state: string;
  readonly description: string;
}

/** Plays a scenario on virtual time. Deterministic: the same scenario is played alike. */
export async function play(scenario: Scenario): Promise<Played> {
  const chance = Math.random;
  Math.random = random(7);
  const world = await openWorld(scenario);
  try {
    return await playIn(world, scenario);
  } finally {
    Math.random = chance;
    await world.shop.aws.close();
  }
}

async function playIn(world: World, scenario: Scenario): Promise<Played> {
  const { clock } = world.shop;
  const before = see(world);
  const others = plotForeign(world);
  const plan = planOf(world, scenario, 'v2', '777-1');
  const { end } = scenario;
  const signal = end.kind === 'cancel' ? end.signal : undefined;
  const interruption =
    end.kind === 'naturally' ? {} : { interruption: { kind: end.kind, trigger: end.trigger, signal } };
  const main = await runMain(world, { ...plan, ...interruption });
  const afterMain = see(world);
  const hasPost = main.kept.length > 0 && (main.end.kind !== 'killed' || end.kind !== 'kill' || end.post);
  const finishFaults = end.kind === 'cancel' ? end.finishFaults : [];
  const post = hasPost ? await runPost(world, { ...plan, faults: finishFaults }, main) : undefined;
  others.cancel();
  const foreign = await others.done();
  delete world.shop.aws.ecs.state.capacity.reason;
  const next: { run: Run; after: Seen }[] = [];
  if (main.end.kind === 'killed' && end.kind === 'kill' && !end.post) {
    await clock.advance(end.pause);
    const again = nextOf(world, scenario, end.next);
    for (let tries = 0; tries < 2; tries++) {
      const run = await runMain(world, again);
      next.push({ run, after: see(world) });
      if (!isRefused(run)) break;
      await clock.advance(4 * 3_600_000);
    }
  }
  const settled = clock.now();
  await clock.advance(2 * 60_000);
  const atLast = { ...see(world), at: settled };
  return {
    world,
    scenario,
    main,
    afterMain,
    atLast,
    next,
    before,
    records: recordsOf(world),
    ...(post === undefined ? {} : { post }),
    ...(foreign === undefined ? {} : { foreign }),
  };
}

const recordsOf = ({ github: { home } }: World): readonly GithubRecord[] =>
  home.deployments.map(({ id, payload }) => {
    const last = home.deploymentStatuses.get(id)?.at(-1);
    const { release } = payload as { release: string };
    return { release, state: last?.state ?? '', description: String(last?.description ?? '') };
  });

/** The dead run may be alive as far as anybody can tell. */
const isRefused = ({ end }: Run): boolean =>
  end.kind === 'reported' && end.report.diagnosis?.code === 'in-progress-elsewhere' && !end.report.changed;

function nextOf(world: World, scenario: Scenario, next: 'good' | 'bad' | 'same'): RunPlan {
  const calmer = { ...scenario, faults: [] };
  if (next === 'same') return planOf(world, calmer, 'v2', '777-2');
  const { migration: _, ...rest } = {
    ...calmer,
    change: 'image' as const,
    dryRun: false,
    onFailure: 'rollback' as const,
  };
  const check = { ...scenario.check, kind: 'none' as const };
  const services = scenario.services.map((service) => ({ ...service, wait: true }));
  return planOf(world, { ...rest, services, migration: 'none', check }, next, '778-1');
}

/** Somebody else's deployment of the first service, when the scenario has one and its time comes. */
function plotForeign(world: World): { cancel(): void; done(): Promise<Foreign | undefined> } {
  const { shop, scenario } = world;
  const { clock, ecs, aws } = shop;
  if (scenario.migration === 'unplaced') aws.ecs.state.capacity.reason = 'Capacity is unavailable at this time';
  const [service = ''] = world.services;
  let work: Promise<Foreign> | undefined;
  const act = async (revision: 'same' | 'other'): Promise<Foreign> => {
    const image = imageOf(aws, service, 'other');
    const registered =
      revision === 'other'
        ? await ecs.call('RegisterTaskDefinition', definitionOf(scenario, service, image))
        : undefined;
    const newest = aws.ecs.state.families.get(service)?.at(-1)?.arn ?? '';
    const definition = registered?.taskDefinition?.taskDefinitionArn ?? newest;
    await ecs.call('UpdateService', { cluster, service, taskDefinition: definition, forceNewDeployment: true });
    return { at: clock.now(), service, definition };
  };
  const { foreign } = scenario;
  const cancel =
    foreign === undefined
      ? () => {}
      : clock.at(clock.now() + foreign.at, () => {
          work = clock.busy(() => act(foreign.revision));
        });
  return { cancel, done: async () => await work };
}
