import { Cancelled } from '#base/cancelled';
import { finishRelease } from '#ecs/finish-release';
import { closeRecord } from '#github/close-record';
import type { DeploymentReport } from '#report/deployment-report';
import { Failure } from '#report/failure';
import type { Outcome } from '#report/host';
import { reportOfThrown } from '#runner/close-report';
import { readInputs } from '#runner/read-inputs';
import { main } from '../../actions/deploy-ecs/main.ts';
import { spec } from '../../actions/deploy-ecs/spec.ts';
import type { InProcessHost } from '../support/host.ts';
import { cluster } from '../support/shop.ts';
import { type Begun, type Call, openLifeline } from './lifeline.ts';
import { minutes, rolloutMinutes, type ScenarioFault, type Trigger } from './scenario.ts';
import { githubHost, type World } from './world.ts';

export interface RunPlan {
  readonly release: string;
  readonly commit: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly faults: readonly ScenarioFault[];
  readonly interruption?: {
    readonly kind: 'cancel' | 'kill';
    readonly trigger: Trigger;
    readonly signal?: 'SIGTERM' | undefined;
  };
}

/** One process of ours, as it was seen from outside. */
export interface Run {
  readonly end:
    | { readonly kind: 'reported'; readonly report: DeploymentReport }
    /** Nothing was left to do for `post`. */
    | { readonly kind: 'nothing' }
    | { readonly kind: 'killed' }
    /** Cancelled, and not back within the time that the runner leaves. */
    | { readonly kind: 'cut-off' }
    /** It threw what is no failure: a mistake of ours. */
    | { readonly kind: 'crashed'; readonly error: unknown }
    /** It was still going on when every deadline was over. */
    | { readonly kind: 'endless' };
  readonly calls: readonly Call[];
  /** Absent of a process that is no part of the test. */
  readonly begun?: readonly Begun[];
  /** Of faults, how often each kind hit. */
  readonly faults: readonly string[];
  readonly kept: readonly unknown[];
  readonly lines: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** When it was cancelled or killed, and what it had kept by then. */
  readonly interrupted?: { readonly at: number; readonly kept: unknown };
}

/** Milliseconds after a cancel at which the runner's own host gives `main` up. */
const runnerPatience = 6_500;
/** Milliseconds from a SIGTERM that comes at once to the kill. */
const termPatience = 2_500;

/** Runs deploy-ecs to its end, or until it is killed. */
export function runMain(world: World, plan: RunPlan): Promise<Run> {
  const story = async (host: InProcessHost): Promise<Outcome> => {
    const record = { environment: 'production', 'github-token': world.github.state.token };
    const variables = Object.entries({ cluster, ...record, ...plan.inputs }).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      value,
    ]);
    return await main(await readInputs(spec, Object.fromEntries(variables)), host);
  };
  return live(world, plan, story, deadlineOf(world));
}

/** Runs the post entry with what the main entry kept last. */
export function runPost(world: World, plan: RunPlan, before: Run): Promise<Run> {
  const kept = before.kept.at(-1);
  const rollout = rolloutMinutes(world.scenario);
  const story = async (host: InProcessHost): Promise<Outcome | undefined> =>
    kept === undefined
      ? undefined
      : await finishRelease(kept, host, {}, rollout * 60_000, closeRecord(recordOf(world), host));
  return live(world, plan, story, (rollout + 4) * 60_000);
}

const recordOf = ({ github }: World) => ({ 'github-token': github.state.token });

/** All that a run may take: every wave, its checks, the migration, the way back, and waiting for somebody else's. */
function deadlineOf({ scenario }: World): number {
  const waves = new Set(scenario.services.map(({ order }) => order)).size;
  const { verify, migration } = minutes;
  const rollout = rolloutMinutes(scenario);
  return ((waves + 2) * (rollout + 1) + (waves + 1) * verify + migration + 10) * 60_000;
}

async function live(
  world: World,
  plan: RunPlan,
  story: (host: InProcessHost) => Promise<Outcome | undefined>,
  deadline: number,
): Promise<Run> {
  const { clock } = world.shop;
  const startedAt = clock.now();
  const ending = Promise.withResolvers<Run['end']>();
  const over = new AbortController();
  let interrupted: Run['interrupted'];
  let keptAtKill: number | undefined;
  const kill = () => {
    if (over.signal.aborted) return;
    keptAtKill = host.kept.length;
    lifeline.cut();
    ending.resolve({ kind: 'killed' });
  };
  const interrupt = () => {
    if (interrupted !== undefined || over.signal.aborted) return;
    interrupted = { at: clock.now(), kept: host.kept.at(-1) };
    if (plan.interruption?.kind === 'kill') {
      kill();
    } else {
      const isTerm = plan.interruption?.signal === 'SIGTERM';
      host.abort.abort(new Cancelled(isTerm ? 'SIGTERM' : 'SIGINT'));
      if (isTerm) clock.at(clock.now() + termPatience, kill);
      else clock.at(clock.now() + runnerPatience, () => ending.resolve({ kind: 'cut-off' }));
    }
  };
  const lifeline = openLifeline(world, plan.faults, plan.interruption?.trigger, interrupt);
  const env = { GITHUB_API_URL: `http://${githubHost}`, GITHUB_REPOSITORY: 'acme/shop' };
  const run = { release: plan.release, commit: plan.commit };
  const host = world.shop.host({ network: lifeline.network, run, env });
  story(host).then(
    (outcome) => ending.resolve(outcome ? { kind: 'reported', report: outcome.report } : { kind: 'nothing' }),
    (error) => ending.resolve(thrown(error, host)),
  );
  clock.sleep(deadline, over.signal).then(
    () => ending.resolve({ kind: 'endless' }),
    () => {},
  );
  const end = await ending.promise;
  lifeline.cut();
  over.abort(new Error('over'));
  return {
    end,
    calls: [...lifeline.calls],
    begun: [...lifeline.begun],
    faults: lifeline.faults.calls.flatMap(({ fault }) => fault ?? []),
    // What it did after its death was never done.
    kept: end.kind === 'killed' ? host.kept.slice(0, keptAtKill) : [...host.kept],
    lines: [...host.lines],
    startedAt,
    endedAt: clock.now(),
    ...(interrupted === undefined ? {} : { interrupted }),
  };
}

/** What a throw becomes: the runner's own report, or a mistake of ours. */
function thrown(error: unknown, host: InProcessHost): Run['end'] {
  if (!(error instanceof Failure) && !host.signal.aborted) return { kind: 'crashed', error };
  const log = { ...host.log, hide: (text: string) => text };
  const watch = { signal: host.signal, interrupted: new Promise<never>(() => {}), stop: () => {} };
  const job = { host, log, watch, hasKept: () => host.kept.length > 0 };
  return { kind: 'reported', report: reportOfThrown(error, job) };
}
