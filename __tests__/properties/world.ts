import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import type { HttpAnswer, HttpPort } from '#base/network';
import type { LocalAws } from '../../local-aws/index.ts';
import type { ContainerSpec } from '../../local-aws/runtime.ts';
import { type Fate, usualFate } from '../../local-aws/runtimes/scripted.ts';
import { createGithub, type LocalGithub } from '../../local-github/create-github.ts';
import { blueGreen, pauseHook } from '../local-aws/ecs/by-stages.ts';
import { githubPort } from '../packages/github/github-world.ts';
import type { OutsideEcs } from '../support/connect-outside.ts';
import { cluster, definition, openShop, type Shop } from '../support/shop.ts';
import { names, type Scenario, type ScenarioService, type Strategy } from './scenario.ts';

/** `v1` serves at first, `v2` is deployed, `good` and `bad` by a next run, `other` by somebody else. */
export type Tag = 'v1' | 'v2' | 'good' | 'bad' | 'other';
const tags: readonly Tag[] = ['v1', 'v2', 'good', 'bad', 'other'];

export interface Answer {
  readonly at: number;
  readonly service: string;
  readonly tag: Tag | 'none';
  readonly status: number;
}

/** The far end of a scenario: services that all serve `v1` at first, and what was asked of them over HTTP. */
export interface FarSide {
  readonly aws: LocalAws;
  readonly scenario: Scenario;
  readonly services: readonly string[];
  readonly answers: Answer[];
  readonly images: ReadonlyMap<string, Tag>;
  /** Where a service is asked for its version. */
  urlOf(service: string): string;
}

/** The same on virtual time, for a run inside the test. */
export interface World extends FarSide {
  readonly shop: Shop;
  readonly github: LocalGithub;
  readonly http: HttpPort;
}

/** Where the job reaches GitHub's API. */
export const githubHost = 'api.local-github';

/** The commit that a tag was built from. */
export const commitOf = (tag: Tag): string => `${(tags.indexOf(tag) + 1).toString(16).repeat(7)}${'0'.repeat(33)}`;

export const namesOf = (scenario: Scenario): readonly string[] =>
  scenario.services.map((_, index) => names[index] ?? 'web');

export async function openWorld(scenario: Scenario): Promise<World> {
  const images = new Map<string, Tag>();
  const shop = await openShop({ services: [], fateOf: (spec) => fateOf(scenario, spec, images) });
  const side: FarSide = {
    aws: shop.aws,
    scenario,
    services: namesOf(scenario),
    answers: [],
    images,
    urlOf: (service) => `http://${service}.shop.example/health`,
  };
  pushImages(side, images);
  await createServices(side, shop.ecs);
  await shop.clock.advance(180_000);
  await setStrategy(side, shop.ecs);
  await registerBad(side, shop.ecs);
  const github = createGithub({ clock: shop.clock });
  const toGithub = githubPort(github);
  const http: HttpPort = async (request, signal) =>
    request.url.hostname === githubHost
      ? await toGithub(request, signal)
      : answer(side, request.url.hostname.split('.')[0] ?? '');
  return { ...side, shop, github, http };
}

/** Every image of every service, by tag and by digest. */
export function pushImages({ aws, services }: FarSide, images: Map<string, Tag>): void {
  for (const service of services) {
    for (const tag of tags) {
      aws.ecr.push(`shop/${service}`, tag);
      images.set(imageOf(aws, service, tag), tag);
      images.set(pinned(aws, service, tag), tag);
    }
  }
}

export const imageOf = (aws: LocalAws, service: string, tag: Tag): string => `${aws.ecr.host}/shop/${service}:${tag}`;

const byStrategy: Readonly<Record<Strategy, DeploymentConfiguration>> = {
  'blue/green': blueGreen({ bakeTimeInMinutes: 1 }),
  canary: { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 1 } },
  linear: { strategy: 'LINEAR', linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1 } },
  paused: blueGreen({
    bakeTimeInMinutes: 1,
    lifecycleHooks: [pauseHook('POST_TEST_TRAFFIC_SHIFT', 60, 'ROLLBACK')],
  }),
};

export async function createServices({ aws, scenario, services }: FarSide, ecs: OutsideEcs): Promise<void> {
  for (const [index, service] of services.entries()) {
    await ecs.call('RegisterTaskDefinition', definitionOf(scenario, service, pinned(aws, service, 'v1')));
    await ecs.call('CreateService', {
      cluster,
      serviceName: service,
      taskDefinition: service,
      desiredCount: scenario.services[index]?.desired ?? 1,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
      deploymentConfiguration: breakerOf(scenario),
    });
  }
}

/** Deployments go by stages from now on: a setting starts none by itself. */
async function setStrategy({ scenario, services }: FarSide, ecs: OutsideEcs): Promise<void> {
  if (scenario.strategy === undefined) return;
  const deploymentConfiguration = { ...byStrategy[scenario.strategy], ...breakerOf(scenario) };
  for (const service of services) await ecs.call('UpdateService', { cluster, service, deploymentConfiguration });
}

const breakerOf = ({ breaker }: Scenario): DeploymentConfiguration => ({
  deploymentCircuitBreaker: { enable: breaker !== 'off', rollback: breaker === 'rollback' },
});

/** N-1 of what is deployed next: a release that nobody kept. */
export async function registerBad({ aws, scenario, services }: FarSide, ecs: OutsideEcs): Promise<void> {
  for (const service of services) {
    await ecs.call('RegisterTaskDefinition', definitionOf(scenario, service, pinned(aws, service, 'bad')));
  }
}

/** An image by its digest, as our own releases name it. */
function pinned(aws: LocalAws, service: string, tag: Tag): string {
  const reference = imageOf(aws, service, tag);
  const found = aws.ecr.resolve(reference);
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

export function fateOf(scenario: Scenario, spec: ContainerSpec, images: ReadonlyMap<string, Tag>): Fate {
  if (spec.service === undefined) return migrationFate(scenario);
  const tag = images.get(spec.image);
  if (tag === 'bad') return { kind: 'exits', code: 1, after: 1_000, log: ['cannot start'] };
  const service = scenario.services[namesOf(scenario).indexOf(spec.service)];
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
export function answer(side: FarSide, service: string): HttpAnswer {
  const { aws, scenario, answers } = side;
  const { kind, lag } = scenario.check;
  const tasks = runningTasks(side, service);
  const task = tasks[answers.length % Math.max(1, tasks.length)];
  const at = aws.world.clock.now();
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
export function runningTasks({ aws, images }: FarSide, service: string) {
  const home = aws.ecs.state.clusters.get(cluster);
  return [...(home?.tasks.values() ?? [])]
    .filter((task) => task.service?.name === service && task.status === 'RUNNING' && task.desired === 'RUNNING')
    .map((task) => ({ task, tag: images.get(task.launch.definition.containers[0]?.image ?? '') }));
}
