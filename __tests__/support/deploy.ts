import type { RoleWish } from '#aws/inputs';
import { Cancelled } from '#base/cancelled';
import type { HttpPort } from '#base/network';
import { finishRelease } from '#ecs/finish-release';
import { type ReleaseRecord, readRecord, tagsOf } from '#ecs/record/release-tags';
import type { DeploymentReport } from '#report/deployment-report';
import { Failure } from '#report/failure';
import { type Outcome, outcome } from '#report/host';
import type { RunFacts } from '#report/write-report';
import { reportOfThrown } from '#runner/close-report';
import { readInputs } from '#runner/read-inputs';
import * as deployMain from '../../actions/deploy-ecs/main.ts';
import { spec as deploySpec } from '../../actions/deploy-ecs/spec.ts';
import * as preflightMain from '../../actions/preflight/main.ts';
import { spec as preflightSpec } from '../../actions/preflight/spec.ts';
import * as registerMain from '../../actions/register-and-deploy-task-def/main.ts';
import { spec as registerSpec } from '../../actions/register-and-deploy-task-def/spec.ts';
import * as rollbackMain from '../../actions/rollback/main.ts';
import { spec as rollbackSpec } from '../../actions/rollback/spec.ts';
import * as migrationMain from '../../actions/run-migration-task/main.ts';
import { spec as migrationSpec } from '../../actions/run-migration-task/spec.ts';
import * as snapshotMain from '../../actions/snapshot-rds/main.ts';
import { spec as snapshotSpec } from '../../actions/snapshot-rds/spec.ts';
import * as waitMain from '../../actions/wait-stable-and-healthcheck/main.ts';
import { spec as waitSpec } from '../../actions/wait-stable-and-healthcheck/spec.ts';
import type { InProcessHost } from './host.ts';
import { dyingAws, type Interruption, interruptedAws, mortalAws } from './interrupted-aws.ts';
import { cluster, type Shop } from './shop.ts';

const stories = {
  'deploy-ecs': async (env: Env, host: InProcessHost) => deployMain.main(await readInputs(deploySpec, env), host),
  preflight: async (env: Env, host: InProcessHost) => preflightMain.main(await readInputs(preflightSpec, env), host),
  'register-and-deploy-task-def': async (env: Env, host: InProcessHost) =>
    registerMain.main(await readInputs(registerSpec, env), host),
  rollback: async (env: Env, host: InProcessHost) => rollbackMain.main(await readInputs(rollbackSpec, env), host),
  'run-migration-task': async (env: Env, host: InProcessHost) =>
    migrationMain.main(await readInputs(migrationSpec, env), host),
  'snapshot-rds': async (env: Env, host: InProcessHost) => snapshotMain.main(await readInputs(snapshotSpec, env), host),
  'wait-stable-and-healthcheck': async (env: Env, host: InProcessHost) =>
    waitMain.main(await readInputs(waitSpec, env), host),
} as const;

type Env = Readonly<Record<string, string>>;
export type ActionName = keyof typeof stories;

export interface RunOptions {
  readonly run?: Partial<RunFacts>;
  readonly http?: HttpPort;
  /** SIGINT so many milliseconds after the start. */
  readonly cancelAfter?: number;
  /** SIGINT at a call of the run. */
  readonly cancelAt?: Interruption;
  /** The process is killed together with the signal: nothing of it reaches AWS any more, nothing more is kept. */
  readonly killed?: true;
  /** What happens so many milliseconds after the start. */
  readonly at?: readonly (readonly [number, () => void])[];
  /** In place of the shop's own way to AWS. */
  readonly aws?: object;
  readonly env?: Env;
  readonly idToken?: NonNullable<InProcessHost['idToken']>;
}

/** How a run ended, and what it was seen to write. */
export interface Ran {
  readonly host: InProcessHost;
  readonly report: DeploymentReport;
  readonly outputs: Readonly<Record<string, string>>;
  readonly verdict: string;
  /** Reason code of the cause in the headline. */
  readonly code: string | undefined;
  /** Verdicts by service. */
  readonly rows: Readonly<Record<string, string>>;
  /** Operations of the far end that change something, in order, with tags left out: `UpdateService`. */
  readonly writes: readonly string[];
  /** Milliseconds. */
  readonly took: number;
  /** What the runner has for post. */
  readonly kept: readonly unknown[];
}

/** Inputs as a workflow would write them, `{ service: 'web' }`. The cluster is the shop's. */
export type With = Readonly<Record<string, string>>;

/** Runs an action inside the test, as the runner would: what it throws becomes its report. */
export async function run(shop: Shop, action: ActionName, inputs: With, options: RunOptions = {}): Promise<Ran> {
  const mortal = mortalAws(shop);
  const killed = Promise.withResolvers<Outcome>();
  let keptAtEnd: number | undefined;
  const cancel = () => {
    host.abort.abort(new Cancelled('SIGINT'));
    if (options.killed !== true) return;
    keptAtEnd = host.kept.length;
    mortal.cut();
    killed.resolve(outcome(host.report.finish({ verdict: 'cancelled', changed: keptAtEnd > 0 })));
  };
  const { cancelAt } = options;
  const aws = cancelAt === undefined ? (options.aws ?? mortal.aws) : interruptedAws(shop, cancelAt, cancel, mortal.aws);
  const host = hostOf(shop, { ...options, aws });
  const start = shop.clock.now();
  const before = shop.aws.calls.length;
  const undo = [
    ...(options.cancelAfter === undefined ? [] : [shop.clock.at(start + options.cancelAfter, cancel)]),
    ...(options.at ?? []).map(([after, what]) => shop.clock.at(start + after, what)),
  ];
  const { report, outputs } = await Promise.race([
    told(() => stories[action](environment(inputs), host), host),
    killed.promise,
  ]);
  for (const takeBack of undo) takeBack();
  return {
    host,
    report,
    outputs,
    verdict: report.verdict,
    code: report.diagnosis?.code,
    rows: rowsOf(report),
    writes: writesSince(shop, before),
    took: shop.clock.now() - start,
    kept: keptAtEnd === undefined ? host.kept : host.kept.slice(0, keptAtEnd),
  };
}

/** Runs an action on a machine that dies at the interruption; time stands where it died. */
export async function die(
  shop: Shop,
  inputs: With,
  interruption: Interruption,
  options: RunOptions & { readonly action?: ActionName } = {},
): Promise<void> {
  const { aws, dead } = dyingAws(shop, interruption);
  const ended = run(shop, options.action ?? 'deploy-ecs', inputs, { ...options, aws });
  await Promise.race([
    dead,
    ended.then(({ verdict }) => {
      throw new Error(`it ended as ${verdict} before ${interruption.operation}`);
    }),
  ]);
}

export const deploy = (shop: Shop, inputs: With, options?: RunOptions) => run(shop, 'deploy-ecs', inputs, options);
export const rollBack = (shop: Shop, inputs: With = { service: 'web' }, options?: RunOptions) =>
  run(shop, 'rollback', inputs, options);

/** The post entry after `ran`, in a process of its own; `undefined` when nothing was left to do. */
export async function finish(
  shop: Shop,
  { host, kept }: Ran,
  as: RoleWish = {},
): Promise<DeploymentReport | undefined> {
  if (kept.length === 0) return undefined;
  // A runner hands it over as text.
  const state: unknown = JSON.parse(JSON.stringify(kept.at(-1)));
  const { run, idToken } = host;
  const post = shop.host({ run, ...(idToken === undefined ? {} : { idToken }) });
  return (await finishRelease(state, post, as, 20 * 60_000))?.report;
}

export function hostOf(shop: Shop, { run: facts = {}, http, aws, env = {}, idToken }: RunOptions): InProcessHost {
  const network = {
    ...shop.host().network,
    ...(http === undefined ? {} : { http }),
    ...(aws === undefined ? {} : { aws }),
  };
  return shop.host({ run: facts, network, env, ...(idToken === undefined ? {} : { idToken }) });
}

const environment = (inputs: With): Env =>
  Object.fromEntries(
    Object.entries({ cluster, ...inputs }).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );

async function told(main: () => Promise<Outcome>, host: InProcessHost): Promise<Outcome> {
  try {
    return await main();
  } catch (error) {
    if (!(error instanceof Failure) && !host.signal.aborted) throw error;
    const log = { ...host.log, hide: (text: string) => text };
    const watch = { signal: host.signal, interrupted: new Promise<never>(() => {}), stop: () => {} };
    return { report: reportOfThrown(error, { host, log, watch, hasKept: () => host.kept.length > 0 }), outputs: {} };
  }
}

export const rowsOf = ({ rows }: DeploymentReport): Readonly<Record<string, string>> =>
  Object.fromEntries(rows.map(({ name, verdict }) => [name, verdict]));

/** Operations that change something, but tags: those are looked at as they are in the end. */
export const writesSince = (shop: Shop, index: number): readonly string[] =>
  shop.aws.calls
    .slice(index)
    .map(({ operation }) => operation.split(':')[1] ?? '')
    .filter((name) => /^(Update|Register|Deregister|Stop|Run|Create|Delete|Put|Modify)/.test(name));

/** The record on a revision, `web:2`. */
export function recordOn(shop: Shop, label: string): ReleaseRecord {
  const { families, tags } = shop.aws.ecs.state;
  const [family = '', number] = label.split(':');
  const definition = families.get(family)?.find(({ revision }) => String(revision) === number);
  if (definition === undefined) throw new Error(`there is no revision ${label}`);
  return readRecord(tagsOf(tags.get(definition.arn)));
}

/** How many revisions a family has, registered ones of any state. */
export const revisionsOf = (shop: Shop, family: string): number => shop.aws.ecs.state.families.get(family)?.length ?? 0;

/** Tasks that are not stopped, of services and one-off ones, as `web:2`. */
export const tasksLeft = (shop: Shop): readonly string[] =>
  [...(shop.aws.ecs.state.clusters.get(cluster)?.tasks.values() ?? [])]
    .filter(({ status, service }) => status !== 'STOPPED' && service === undefined)
    .map(({ launch: { definition } }) => `${definition.family}:${definition.revision}`);
