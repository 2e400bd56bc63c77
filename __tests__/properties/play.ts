import { random } from '../../local-aws/random.ts';
import { cluster } from '../support/shop.ts';
import { type Run, type RunPlan, runMain, runPost } from './run-in-world.ts';
import { minutes, type Scenario } from './scenario.ts';
import { commitOf, definitionOf, openWorld, runningTasks, type Tag, type World } from './world.ts';

/** What the far end has, seen past all of our code. */
export interface Seen {
  readonly services: readonly SeenService[];
  /** One-off tasks that were not asked to stop and have not stopped. */
  readonly tasks: number;
  readonly at: number;
}

export interface SeenService {
  readonly name: string;
  /** Of the PRIMARY deployment. */
  readonly tag: Tag | undefined;
  readonly definition: string;
  readonly rollout: string;
  readonly desired: number;
  /** Tags of the images of running tasks, each once. */
  readonly running: readonly (Tag | undefined)[];
  readonly revisions: readonly (Tag | undefined)[];
}

export interface Foreign {
  readonly at: number;
  readonly service: string;
  readonly definition: string;
}

/** A scenario that was played, with everything that the oracle needs. */
export interface Played {
  readonly world: World;
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
  const interruption = end.kind === 'naturally' ? {} : { interruption: { kind: end.kind, trigger: end.trigger } };
  const main = await runMain(world, { ...plan, ...interruption });
  const afterMain = see(world);
  const hasPost = main.kept.length > 0 && (main.end.kind !== 'killed' || (end.kind === 'kill' && end.post));
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
    ...(post === undefined ? {} : { post }),
    ...(foreign === undefined ? {} : { foreign }),
  };
}

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

function planOf(world: World, scenario: Scenario, tag: Tag, release: string): RunPlan {
  const { check } = scenario;
  const wanted = scenario.change === 'nothing' ? 'v1' : tag;
  const url = (service: string) => `http://${service}.shop.example/health`;
  const rows = world.services.map((service, index) => {
    const plan = scenario.services[index];
    return {
      service,
      image: world.image(service, wanted),
      order: plan?.order ?? 0,
      wait: plan?.wait ?? true,
      ...(scenario.change === 'count' ? { 'desired-count': (plan?.desired ?? 0) + 1 } : {}),
      ...(check.kind !== 'none' && check.perRow ? { 'health-url': url(service) } : {}),
    };
  });
  const checked = check.kind !== 'none';
  return {
    release,
    commit: commitOf(wanted),
    faults: scenario.faults,
    inputs: {
      services: JSON.stringify(rows),
      'if-in-progress': scenario.ifInProgress,
      'on-failure': scenario.onFailure,
      'on-cancel': scenario.onCancel,
      'rollout-timeout-minutes': String(minutes.rollout),
      'verify-timeout-minutes': String(minutes.verify),
      'migration-timeout-minutes': String(minutes.migration),
      'migration-on-cancel': scenario.onCancel === 'leave' ? 'leave' : 'stop',
      ...(scenario.dryRun ? { 'dry-run': 'true' } : {}),
      ...(scenario.change === 'force' ? { 'force-new-deployment': 'true' } : {}),
      ...(checked ? { 'expect-version': '/version' } : {}),
      ...(checked && !check.perRow ? { 'health-url': url(world.services[0] ?? '') } : {}),
      ...(scenario.migration === 'none'
        ? {}
        : { migrations: JSON.stringify([{ name: 'shop', service: world.services[0], command: 'migrate up' }]) }),
    },
  };
}

/** Somebody else's deployment of the first service, when the scenario has one and its time comes. */
function plotForeign(world: World): { cancel(): void; done(): Promise<Foreign | undefined> } {
  const { shop, scenario } = world;
  const { clock, ecs, aws } = shop;
  if (scenario.migration === 'unplaced') aws.ecs.state.capacity.reason = 'Capacity is unavailable at this time';
  const [service = ''] = world.services;
  let work: Promise<Foreign> | undefined;
  const act = async (revision: 'same' | 'other'): Promise<Foreign> => {
    const image = shop.image(service, 'other');
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

/** What the far end has now. */
export function see(world: World): Seen {
  const { shop, tagOf } = world;
  const { state } = shop.aws.ecs;
  const home = state.clusters.get(cluster);
  const tagOfDefinition = (definition: { containers: readonly { image?: string | undefined }[] }) =>
    tagOf(definition.containers[0]?.image ?? '');
  const services = world.services.map((name): SeenService => {
    const service = home?.services.get(name);
    if (service === undefined) throw new Error(`there is no service ${name}`);
    const primary = service.deployments[0];
    const definition = primary?.launch.definition ?? service.launch.definition;
    return {
      name,
      tag: tagOfDefinition(definition),
      definition: definition.arn,
      rollout: primary?.rollout ?? 'NONE',
      desired: service.desired,
      running: [...new Set(runningTasks(world, name).map(({ tag }) => tag))],
      revisions: (state.families.get(name) ?? []).map(tagOfDefinition),
    };
  });
  const oneOff = [...(home?.tasks.values() ?? [])].filter(({ service }) => service === undefined);
  const tasks = oneOff.filter(({ desired, status }) => desired === 'RUNNING' && status !== 'STOPPED').length;
  return { services, tasks, at: shop.clock.now() };
}
