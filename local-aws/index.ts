import type { LocalClock } from './clock.ts';
import { type CloudWatch, createCloudWatch } from './cloudwatch/create-cloudwatch.ts';
import { createEc2, type Ec2 } from './ec2/ec2.ts';
import { createEcr, type Ecr } from './ecr/ecr.ts';
import { createEcs, type EcsService } from './ecs/create-ecs.ts';
import { createElb, type Elb } from './elb/create-elb.ts';
import type { ElbOptions } from './elb/model.ts';
import { type CallRecord, createFaults, type Faults } from './faults/create-faults.ts';
import { createIam, type Iam } from './iam/iam.ts';
import { type Listening, listenOn } from './listen.ts';
import type { LogsOptions } from './logs/log-store.ts';
import { createLogs, type Logs } from './logs/logs.ts';
import { ownClock } from './own-clock.ts';
import { createQuotas, type Quotas } from './quotas/quotas.ts';
import { random } from './random.ts';
import { createRds, type Rds } from './rds/rds.ts';
import type { SnapshotOptions } from './rds/snapshots.ts';
import type { Runtime } from './runtime.ts';
import { scripted } from './runtimes/scripted.ts';
import { createParameters, type Parameters } from './secrets/parameters.ts';
import { createSecrets, type Secrets } from './secrets/secrets.ts';
import type { Service, WireRequest, WireResponse } from './service.ts';
import { createSts, type Sts, type StsOptions } from './sts/sts.ts';
import { fargateTiming, type Timing } from './timing.ts';
import { wire } from './wire.ts';
import type { World } from './world.ts';

export interface LocalAwsOptions {
  readonly clock: LocalClock;
  /** 12 digits; default 111122223333. */
  readonly account?: string;
  /** Default eu-central-1. */
  readonly region?: string;
  /** The same seed gives the same ids; default 1. */
  readonly seed?: number;
  /** How containers run; default `scripted` with the usual fates. */
  readonly runtime?: Runtime;
  readonly timing?: Partial<Timing>;
  readonly elb?: ElbOptions;
  readonly logs?: LogsOptions;
  readonly rds?: SnapshotOptions;
  readonly sts?: StsOptions;
}

export interface LocalAws {
  /** Answers one request, faults applied. */
  handle(request: WireRequest): Promise<WireResponse>;
  /** Serves on 127.0.0.1 and the port, or a free one. */
  listen(port?: number): Promise<Listening>;
  /** Waits so many milliseconds of the clock that it was made with. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Ends containers and listeners, and everything that was to happen later. */
  close(): Promise<void>;
  readonly world: World;
  readonly faults: Faults;
  /** Every call in order, with its time: polls are counted here. */
  readonly calls: readonly CallRecord[];
  readonly ecs: EcsService;
  readonly elb: Elb;
  readonly rds: Rds;
  readonly ecr: Ecr;
  readonly logs: Logs;
  readonly sts: Sts;
  /** CloudWatch's alarms: `alarms.set('shop-5xx', 'ALARM')`. */
  readonly alarms: CloudWatch;
  /** What is looked at before a deployment, as far as it exists. */
  readonly ec2: Ec2;
  readonly iam: Iam;
  readonly secrets: Secrets;
  readonly parameters: Parameters;
  readonly quotas: Quotas;
}

/** An AWS in one process. Nothing listens until `listen` is called. */
export function createLocalAws(options: LocalAwsOptions): LocalAws {
  const { clock, clear } = ownClock(options.clock);
  const world: World = {
    clock,
    account: options.account ?? '111122223333',
    region: options.region ?? 'eu-central-1',
    random: random(options.seed ?? 1),
    timeline: [],
  };
  const parts = createServices(world, options);
  const { ecs, sts, elb } = parts;
  const route = wire(
    Object.values(parts).map(({ service }): Service => service),
    {
      account: world.account,
      region: world.region,
      requestId: countedIds(),
      guard: ({ accessKey, protocol }) => sts.check(accessKey, protocol),
    },
  );
  const faults = createFaults({ clock, random: world.random, account: world.account, timeline: world.timeline });
  const handle = faults.inFrontOf(route);
  const sleep = (ms: number, signal?: AbortSignal) => sleepOn(options.clock, ms, signal);
  return {
    handle,
    sleep,
    listen: (port) => listenOn({ handle, sleep }, port),
    async close() {
      ecs.close();
      await elb.close();
      clear();
    },
    world,
    faults,
    calls: faults.calls,
    ...parts,
  };
}

function createServices(world: World, options: LocalAwsOptions) {
  const elb = createElb(world, options.elb);
  const logs = createLogs(world, options.logs);
  const ecr = createEcr(world);
  const alarms = createCloudWatch(world);
  const ecs = createEcs(world, {
    timing: { ...fargateTiming, ...options.timing },
    runtime: options.runtime ?? scripted(world.clock),
    targetGroups: elb,
    logs,
    images: ecr,
    alarms,
  });
  return {
    ecs,
    alarms,
    elb,
    logs,
    ecr,
    rds: createRds(world, options.rds),
    sts: createSts(world, options.sts),
    ec2: createEc2(world),
    iam: createIam(world),
    secrets: createSecrets(world),
    parameters: createParameters(),
    quotas: createQuotas(),
  };
}

/** A virtual clock must know its sleepers; any other clock wakes them itself. */
function sleepOn(clock: LocalClock, ms: number, signal?: AbortSignal): Promise<void> {
  if ('sleep' in clock && typeof clock.sleep === 'function') return clock.sleep(ms, signal);
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const wake = clock.at(clock.now() + ms, resolve);
    signal?.addEventListener(
      'abort',
      () => {
        wake();
        reject(signal.reason);
      },
      { once: true },
    );
  });
}

/** Request ids in the form of a UUID: a count is enough, and what happens does not depend on how many were asked for. */
function countedIds(): () => string {
  let count = 0;
  return () => `00000000-0000-4000-8000-${(++count).toString(16).padStart(12, '0')}`;
}
