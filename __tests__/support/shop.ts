import { connectEcs, type Ecs } from '#ecs/client';
import { VirtualClock } from '../../local-aws/clock.ts';
import { createLocalAws, type LocalAws, type LocalAwsOptions } from '../../local-aws/index.ts';
import type { ContainerSpec } from '../../local-aws/runtime.ts';
import { type Fate, scripted, usualFate } from '../../local-aws/runtimes/scripted.ts';
import { inProcess } from '../../local-aws/sdk-transport.ts';
import { type InProcessHost, inProcessHost } from './host.ts';

/** Facts of the service under test that a scenario may choose. */
export interface ShopOptions {
  /** Names of the services; default one, `web`. All run the image `shop/<name>:v1` at first. */
  readonly services?: readonly string[];
  readonly desired?: number;
  readonly deploymentConfiguration?: Readonly<Record<string, unknown>>;
  /** What becomes of containers by the tag of their image (`v2`), or by the name of a one-off container's command. */
  readonly fates?: Readonly<Record<string, Fate>>;
  readonly fateOf?: (spec: ContainerSpec) => Fate | undefined;
  readonly clock?: VirtualClock;
  readonly timing?: LocalAwsOptions['timing'];
  readonly seed?: number;
  readonly serviceOptions?: Readonly<Record<string, unknown>>;
}

/** A cluster `shop` with services that serve `v1`, on virtual time, reached without sockets. */
export interface Shop {
  readonly clock: VirtualClock;
  readonly aws: LocalAws;
  /** A client outside any run: for setting up and for somebody else's deployments. */
  readonly ecs: Ecs;
  readonly fates: Map<string, Fate>;
  /** A host for one run; `run` and everything else may be overridden. */
  host(overrides?: Parameters<typeof inProcessHost>[1]): InProcessHost;
  /** Pushes `shop/<service>:<tag>` and returns its full reference. */
  push(service: string, tag: string): string;
  image(service: string, tag: string): string;
  /** What the far end says of a service now: tag or digest reference of the serving image, states, counts. */
  state(service: string): ServiceState;
}

export interface ServiceState {
  /** `web:2` */
  readonly primary: string;
  readonly rollout: string;
  readonly deployments: number;
  readonly desired: number;
  /** Task definitions (`web:2`) of running tasks of the service, sorted, each once. */
  readonly running: readonly string[];
  readonly runningCount: number;
}

const region = 'eu-central-1';
export const cluster = 'shop';

export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const clock = options.clock ?? new VirtualClock();
  const fates = new Map(Object.entries(options.fates ?? {}));
  const aws = createLocalAws({
    clock,
    region,
    runtime: scripted(clock, (spec) => options.fateOf?.(spec) ?? fateIn(fates, aws, spec)),
    ...(options.timing === undefined ? {} : { timing: options.timing }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  const handler = inProcess(aws, (work) => clock.busy(work));
  const network = { aws: handler };
  const env = {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIASHOP',
    AWS_SECRET_ACCESS_KEY: 'shop',
    AWS_ENDPOINT_URL: 'http://local-aws',
  };
  const host: Shop['host'] = (overrides = {}) =>
    inProcessHost(clock, { network, ...overrides, env: { ...env, ...overrides.env } });
  const ecs = await outsideClient(host());
  const shop: Shop = {
    clock,
    aws,
    ecs,
    fates,
    host,
    image: (service, tag) => `${aws.ecr.host}/shop/${service}:${tag}`,
    push(service, tag) {
      aws.ecr.push(`shop/${service}`, tag);
      return shop.image(service, tag);
    },
    state: (service) => stateOf(aws, service),
  };
  await fill(shop, options);
  return shop;
}

function outsideClient({ clock, log, network, env, signal }: InProcessHost): Promise<Ecs> {
  return connectEcs({ region, clock, log, network, env, signal, calls: new Map() });
}

async function fill(shop: Shop, options: ShopOptions): Promise<void> {
  const { ecs, aws, clock } = shop;
  await ecs.call('CreateCluster', { clusterName: cluster });
  aws.logs.createGroup('/ecs/shop');
  for (const service of options.services ?? ['web']) {
    const image = shop.push(service, 'v1');
    await ecs.call('RegisterTaskDefinition', definition(service, image));
    await ecs.call('CreateService', {
      cluster,
      serviceName: service,
      taskDefinition: service,
      desiredCount: options.desired ?? 2,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
      deploymentConfiguration: options.deploymentConfiguration ?? {
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      ...options.serviceOptions,
    });
  }
  await clock.advance(180_000);
}

/** A task definition with what teams have: logs, secrets, an environment, a health check nowhere. */
export function definition(service: string, image: string) {
  return {
    family: service,
    requiresCompatibilities: ['FARGATE' as const],
    networkMode: 'awsvpc' as const,
    cpu: '256',
    memory: '512',
    executionRoleArn: 'arn:aws:iam::111122223333:role/execution',
    taskRoleArn: 'arn:aws:iam::111122223333:role/task',
    containerDefinitions: [
      {
        name: 'app',
        image,
        essential: true,
        portMappings: [{ containerPort: 8080 }],
        environment: [
          { name: 'MODE', value: 'production' },
          { name: 'EMPTY', value: '' },
        ],
        secrets: [{ name: 'DATABASE_URL', valueFrom: `arn:aws:ssm:${region}:111122223333:parameter/shop/database` }],
        logConfiguration: {
          logDriver: 'awslogs' as const,
          options: { 'awslogs-group': '/ecs/shop', 'awslogs-region': region, 'awslogs-stream-prefix': service },
        },
      },
    ],
  };
}

/** The fate of an image's tag, also when the image is named by digest; one-off tasks by a word of their command. */
function fateIn(fates: ReadonlyMap<string, Fate>, aws: LocalAws, spec: ContainerSpec): Fate {
  if (spec.service === undefined) {
    const word = spec.command?.find((part) => fates.has(part));
    return (word === undefined ? undefined : fates.get(word)) ?? usualFate(spec);
  }
  for (const [tag, fate] of fates) if (runsTag(aws, spec.image, tag)) return fate;
  return usualFate(spec);
}

function runsTag(aws: LocalAws, image: string, tag: string): boolean {
  if (image.endsWith(`:${tag}`)) return true;
  const [name, digest] = image.split('@');
  if (name === undefined || digest === undefined) return false;
  const found = aws.ecr.resolve(`${name.replace(/:[^:/]+$/, '')}:${tag}`);
  return found.kind === 'found' && found.digest === digest;
}

function stateOf(aws: LocalAws, name: string): ServiceState {
  const home = aws.ecs.state.clusters.get(cluster);
  const service = home?.services.get(name);
  if (home === undefined || service === undefined) throw new Error(`there is no service ${name}`);
  const label = (definition: { family: string; revision: number }) => `${definition.family}:${definition.revision}`;
  const tasks = [...home.tasks.values()].filter((task) => task.service === service && task.status === 'RUNNING');
  const primary = service.deployments[0];
  return {
    primary: label(service.launch.definition),
    rollout: primary?.rollout ?? 'NONE',
    deployments: service.deployments.length,
    desired: service.desired,
    running: [...new Set(tasks.map((task) => label(task.launch.definition)))].sort(),
    runningCount: tasks.length,
  };
}
