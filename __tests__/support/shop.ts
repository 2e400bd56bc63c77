import { VirtualClock } from '../../local-aws/clock.ts';
import { createLocalAws, type LocalAws, type LocalAwsOptions } from '../../local-aws/index.ts';
import type { ContainerSpec } from '../../local-aws/runtime.ts';
import { type Fate, scripted } from '../../local-aws/runtimes/scripted.ts';
import { inProcess } from '../../local-aws/sdk-transport.ts';
import { chooseFate } from './choose-fate.ts';
import { connectOutside, type OutsideEcs } from './connect-outside.ts';
import { cluster, definition, fillShop, region, type ShopServices } from './fill-shop.ts';
import { type InProcessHost, inProcessHost } from './host.ts';
import { type ServiceState, stateOf } from './shop-state.ts';

export { cluster, definition };

/** Facts of the services under test that a scenario may choose. */
export interface ShopOptions extends ShopServices {
  /** What becomes of containers by the tag of their image (`v2`), or by the name of a one-off container's command. */
  readonly fates?: Readonly<Record<string, Fate>>;
  readonly fateOf?: (spec: ContainerSpec) => Fate | undefined;
  readonly clock?: VirtualClock;
  readonly timing?: LocalAwsOptions['timing'];
  readonly logs?: LocalAwsOptions['logs'];
  readonly seed?: number;
}

/** A cluster `shop` with services that serve `v1`, on virtual time, reached without sockets. */
export interface Shop {
  readonly clock: VirtualClock;
  readonly aws: LocalAws;
  /** A client outside any run: for setting up and for somebody else's deployments. */
  readonly ecs: OutsideEcs;
  readonly fates: Map<string, Fate>;
  /** A host for one run; `run` and everything else may be overridden. */
  host(overrides?: Parameters<typeof inProcessHost>[1]): InProcessHost;
  /** Pushes `shop/<service>:<tag>` and returns its full reference. */
  push(service: string, tag: string): string;
  image(service: string, tag: string): string;
  /** What the far end says of a service now: tag or digest reference of the serving image, states, counts. */
  state(service: string): ServiceState;
}

export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const clock = options.clock ?? new VirtualClock();
  const fates = new Map(Object.entries(options.fates ?? {}));
  const aws = createLocalAws({
    clock,
    region,
    runtime: scripted(clock, (spec) => options.fateOf?.(spec) ?? chooseFate(fates, aws, spec)),
    ...(options.timing === undefined ? {} : { timing: options.timing }),
    ...(options.logs === undefined ? {} : { logs: options.logs }),
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
  await fillShop(ecs, aws, options);
  await clock.advance(180_000);
  return shop;
}

function outsideClient({ clock, log, network, env, signal }: InProcessHost): Promise<OutsideEcs> {
  return connectOutside({ region, clock, log, network, env, signal, calls: new Map() });
}
