import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '#base/clock';
import { until } from '#base/until';

import { type ReleaseRecord, readRecord, tagsOf } from '#ecs/record/release-tags';
import { realClock } from '../../local-aws/clock.ts';
import { createLocalAws, type LocalAws } from '../../local-aws/index.ts';
import { type Fate, scripted } from '../../local-aws/runtimes/scripted.ts';
import { inProcess } from '../../local-aws/sdk-transport.ts';
import type { Timing } from '../../local-aws/timing.ts';
import { chooseFate } from './choose-fate.ts';
import { connectOutside, type OutsideEcs } from './connect-outside.ts';
import { cluster, fillShop, region, type ShopServices } from './fill-shop.ts';
import { inProcessHost } from './host.ts';
import { type ServiceState, stateOf } from './shop-state.ts';

export interface FarEndOptions extends ShopServices {
  readonly services: readonly string[];
  /** How many times as fast as the machine's its time runs; default 20. */
  readonly speed?: number;
  /** What becomes of containers by the tag of their image (`v2`), of one-off tasks by a word of their command. */
  readonly fates?: Readonly<Record<string, Fate>>;
  readonly timing?: Partial<Timing>;
  /** Identifiers of database instances whose snapshots take ten seconds. */
  readonly databases?: readonly string[];
}

/** A shop that listens on 127.0.0.1, on accelerated time, for programs in processes of their own. */
export interface FarEnd {
  readonly aws: LocalAws;
  readonly speed: number;
  /** Milliseconds since the epoch of the real clock: programs that count from it share this time. */
  readonly origin: number;
  /** A client outside any run. */
  readonly ecs: OutsideEcs;
  /** What leads a program here and nowhere else; `accessKey` tells its calls from others'. */
  env(accessKey: string): Readonly<Record<string, string>>;
  /** Pushes `shop/<service>:<tag>` and returns its full reference. */
  push(service: string, tag: string): string;
  state(service: string): ServiceState;
  /** Resolves when nothing moves any more: for what nobody follows. */
  settled(service: string): Promise<void>;
  /** The record on a revision, `web:2`. */
  record(label: string): ReleaseRecord;
  /** One-off tasks of a family that run and were not asked to stop. */
  tasksLeft(family: string): number;
  /** Where a website answers under the path `/<name>`. */
  site(name: string): string;
  /** The status that it answers from now on; 200 at first. */
  answer(name: string, status: number): void;
  /**
   * Resolves when the far end has got a call (`ecs:UpdateService`, or `GET /web` for the website) with this access key
   * so many times. Rejects when `signal` aborts first.
   */
  seen(call: string, accessKey: string, times: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Tasks start in seconds, and are healthy after ten: a rollout takes about half a minute of this time. */
const quick: Partial<Timing> = {
  provision: 2_000,
  pull: 3_000,
  startFailure: 3_000,
  steady: 8_000,
  deprovision: 2_000,
  retryGap: 5_000,
};

/** Opens a far end whose services all serve `v1`. */
export async function openFarEnd(options: FarEndOptions): Promise<FarEnd> {
  const { speed = 20 } = options;
  const origin = Date.now();
  const clock = realClock(speed, origin);
  const fates = new Map(Object.entries(options.fates ?? {}));
  const aws = createLocalAws({
    clock,
    region,
    runtime: scripted(clock, (spec) => chooseFate(fates, aws, spec)),
    timing: { ...quick, ...options.timing },
    rds: { instanceMs: 10_000 },
  });
  for (const id of options.databases ?? []) aws.rds.addInstance({ id });
  const ecs = await outsideClient(aws);
  const [listening, site] = [await aws.listen(), await openSite()];
  await fillShop(ecs, aws, options);
  const farEnd: FarEnd = {
    aws,
    speed,
    origin,
    ecs,
    env: (accessKey) => ({
      AWS_ENDPOINT_URL: listening.url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: secretKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    }),
    push(service, tag) {
      aws.ecr.push(`shop/${service}`, tag);
      return `${aws.ecr.host}/shop/${service}:${tag}`;
    },
    state: (service) => stateOf(aws, service),
    // Seven minutes of its own time.
    settled: (service) => look(AbortSignal.timeout(Math.ceil(420_000 / speed)), () => isSettled(stateOf(aws, service))),
    record: (label) => recordOn(aws, label),
    tasksLeft: (family) => tasksLeft(aws, family),
    site: (name) => `${site.url}/${name}`,
    answer: site.answer,
    seen: (call, accessKey, times, signal) =>
      look(signal, () =>
        call.startsWith('GET ')
          ? site.asked.filter((path) => path === call.slice(4)).length >= times
          : aws.calls.filter((one) => one.operation === call && one.accessKey === accessKey).length >= times,
      ),
    async close() {
      await aws.close();
      await listening.close();
      site.close();
    },
  };
  await Promise.all(options.services.map((name) => farEnd.settled(name)));
  return farEnd;
}

const isSettled = ({ rollout, deployments }: ServiceState): boolean => rollout === 'COMPLETED' && deployments === 1;

/** The secret key of every program here: nothing that a program writes may hold it. */
export const secretKey = 'wJalrXUtnFEMI-the-far-end-asks-for-none';

function outsideClient(aws: LocalAws): Promise<OutsideEcs> {
  const host = inProcessHost(systemClock, { network: { aws: inProcess(aws) } });
  return connectOutside({ ...host, region, calls: new Map() });
}

/** Looks every few milliseconds: the far end and the program move while we do. */
async function look(signal: AbortSignal, isSo: () => boolean): Promise<void> {
  await until(async () => (isSo() ? true : undefined), { clock: systemClock, signal, pauseMs: () => 3 });
}

function recordOn({ ecs }: LocalAws, label: string): ReleaseRecord {
  const [family = '', number] = label.split(':');
  const definition = ecs.state.families.get(family)?.find(({ revision }) => String(revision) === number);
  if (definition === undefined) throw new Error(`there is no revision ${label}`);
  return readRecord(tagsOf(ecs.state.tags.get(definition.arn)));
}

const tasksLeft = ({ ecs }: LocalAws, family: string): number =>
  [...(ecs.state.clusters.get(cluster)?.tasks.values() ?? [])].filter(
    ({ service, desired, launch }) =>
      service === undefined && desired === 'RUNNING' && launch.definition.family === family,
  ).length;

interface Site {
  readonly url: string;
  readonly asked: string[];
  answer(name: string, status: number): void;
  close(): void;
}

async function openSite(): Promise<Site> {
  const statuses = new Map<string, number>();
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push(path);
    response.writeHead(statuses.get(path.slice(1)) ?? 200).end('a page');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (name, status) => void statuses.set(name, status),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
