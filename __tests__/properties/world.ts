import type { HttpPort } from '#base/network';
import type { ContainerSpec } from '../../local-aws/runtime.ts';
import { type Fate, usualFate } from '../../local-aws/runtimes/scripted.ts';
import { cluster, definition, openShop, type Shop } from '../support/shop.ts';
import { names, type Scenario, type ScenarioService } from './scenario.ts';

/** `v1` serves at first, `v2` is deployed, `good` and `bad` by a next run, `other` by somebody else. */
export type Tag = 'v1' | 'v2' | 'good' | 'bad' | 'other';
const tags: readonly Tag[] = ['v1', 'v2', 'good', 'bad', 'other'];

export interface Answer {
  readonly at: number;
  readonly service: string;
  readonly tag: Tag | 'none';
  readonly status: number;
}

/** A shop with the services of a scenario, all serving `v1`; and what was asked of them over HTTP. */
export interface World {
  readonly shop: Shop;
  readonly scenario: Scenario;
  readonly services: readonly string[];
  readonly answers: readonly Answer[];
  readonly http: HttpPort;
  image(service: string, tag: Tag): string;
  /** The tag of an image, also when it is named by digest. */
  tagOf(image: string): Tag | undefined;
}

/** The commit that a tag was built from. */
export const commitOf = (tag: Tag): string => `${(tags.indexOf(tag) + 1).toString(16).repeat(7)}${'0'.repeat(33)}`;

export async function openWorld(scenario: Scenario): Promise<World> {
  const images = new Map<string, Tag>();
  const answers: Answer[] = [];
  const shop = await openShop({ services: [], fateOf: (spec) => fateOf(scenario, spec, (image) => images.get(image)) });
  const services = scenario.services.map((_, index) => names[index] ?? 'web');
  for (const service of services) {
    for (const tag of tags) {
      images.set(shop.push(service, tag), tag);
      images.set(pinned(shop, service, tag), tag);
    }
  }
  const world: World = {
    shop,
    scenario,
    services,
    answers,
    http: (request) => answer(world, request.url.hostname.split('.')[0] ?? '', answers),
    image: (service, tag) => shop.image(service, tag),
    tagOf: (image) => images.get(image),
  };
  await fill(world);
  return world;
}

async function fill({ shop, scenario, services }: World): Promise<void> {
  for (const [index, service] of services.entries()) {
    const plan = scenario.services[index];
    await shop.ecs.call('RegisterTaskDefinition', definitionOf(scenario, service, pinned(shop, service, 'v1')));
    await shop.ecs.call('CreateService', {
      cluster,
      serviceName: service,
      taskDefinition: service,
      desiredCount: plan?.desired ?? 1,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
      deploymentConfiguration: {
        deploymentCircuitBreaker: { enable: scenario.breaker !== 'off', rollback: scenario.breaker === 'rollback' },
      },
    });
  }
  await shop.clock.advance(180_000);
  // N-1 of what is deployed next: a release that nobody kept.
  for (const service of services) {
    await shop.ecs.call('RegisterTaskDefinition', definitionOf(scenario, service, pinned(shop, service, 'bad')));
  }
}

/** An image by its digest, as our own releases name it. */
export function pinned(shop: Shop, service: string, tag: Tag): string {
  const reference = shop.image(service, tag);
  const found = shop.aws.ecr.resolve(reference);
  return found.kind === 'found' ? `${reference.slice(0, reference.lastIndexOf(':'))}@${found.digest}` : reference;
}

/** With a container health check where the scenario has a fate that only such a check can see. */
export function definitionOf(scenario: Scenario, service: string, image: string) {
  const base = definition(service, image);
  const checked = scenario.services.some(({ fate }) => fate === 'never-healthy' || fate === 'fails-later');
  if (!checked) return base;
  const healthCheck = { command: ['CMD', 'true'], interval: 10, timeout: 5, retries: 2, startPeriod: 0 };
  return { ...base, containerDefinitions: base.containerDefinitions.map((one) => ({ ...one, healthCheck })) };
}

function fateOf(scenario: Scenario, spec: ContainerSpec, tagOf: (image: string) => Tag | undefined): Fate {
  if (spec.service === undefined) return migrationFate(scenario);
  const tag = tagOf(spec.image);
  if (tag === 'bad') return { kind: 'exits', code: 1, after: 1_000, log: ['cannot start'] };
  const service = scenario.services[names.findIndex((name) => spec.service === name)];
  return tag === 'v2' && service !== undefined ? serviceFate(service) : usualFate(spec);
}

function serviceFate({ fate, after }: ScenarioService): Fate {
  switch (fate) {
    case 'good':
      return { kind: 'runs', log: ['listening'] };
    case 'exits':
      return { kind: 'exits', code: 3, after, log: ['starting', 'KeyError: DATABASE_URL'] };
    case 'out-of-memory':
      return { kind: 'out-of-memory', after };
    case 'image-missing':
      return { kind: 'image-not-found' };
    case 'secret-unreadable':
      return { kind: 'secret-unreadable' };
    case 'never-healthy':
      return { kind: 'runs', health: 'unhealthy' };
    case 'fails-later':
      return { kind: 'runs', failsAfter: after };
    case 'stuck':
      return { kind: 'stuck' };
  }
}

function migrationFate({ migration }: Scenario): Fate {
  switch (migration) {
    case 'fails':
      return { kind: 'exits', code: 1, after: 4_000, log: ['relation "visits" already exists'] };
    case 'hangs':
      return { kind: 'runs', log: ['waiting for a lock'] };
    default:
      return { kind: 'exits', code: 0, after: 8_000, log: ['migrating', 'done'] };
  }
}

/** One task of the service answers, each in its turn, with its version; none running: nobody listens. */
async function answer(world: World, service: string, answers: Answer[]): ReturnType<HttpPort> {
  const { shop, scenario } = world;
  const { kind, lag } = scenario.check;
  const tasks = runningTasks(world, service);
  const task = tasks[answers.length % Math.max(1, tasks.length)];
  const at = shop.clock.now();
  if (task === undefined) {
    answers.push({ at, service, tag: 'none', status: 0 });
    return { kind: 'unanswered', reason: 'ECONNREFUSED', message: 'connect ECONNREFUSED', tookMs: 1 };
  }
  const begun = answers.find((one) => one.service === service)?.at ?? at;
  const isOld = kind === 'lags' && at - begun < lag;
  const tag = isOld ? 'v1' : (task.tag ?? 'v1');
  const status = kind === 'fails' && tag === 'v2' ? 500 : 200;
  answers.push({ at, service, tag, status });
  const body = JSON.stringify({ version: commitOf(tag) });
  return { kind: 'answered', status, headers: { 'content-type': 'application/json' }, body, tookMs: 5 };
}

/** Tasks of a service that run and are to go on running, with the tag of their image. */
export function runningTasks({ shop, tagOf }: World, service: string) {
  const home = shop.aws.ecs.state.clusters.get(cluster);
  return [...(home?.tasks.values() ?? [])]
    .filter((task) => task.service?.name === service && task.status === 'RUNNING' && task.desired === 'RUNNING')
    .map((task) => ({ task, tag: tagOf(task.launch.definition.containers[0]?.image ?? '') }));
}
