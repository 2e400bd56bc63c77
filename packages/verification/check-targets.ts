import { AwsError } from '#aws/aws-error';
import type { CallOptions } from '#aws/client';
import { until } from '#base/until';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { Check, CheckContext, CheckResult } from '#rollout/check';
import type { Elb } from './elb-client.ts';
import { explainTarget, groupName, type TargetState } from './explain-target.ts';

/** The targets that a target group must show as healthy: the tasks of the new revision. */
export interface WantedTargets {
  readonly group: string;
  /** IP addresses or instance ids. */
  readonly ids: readonly string[];
}

export interface TargetsOptions {
  readonly elb: () => Promise<Elb>;
  /** Asked when the check begins, because addresses are known only when the tasks run. */
  readonly wanted: (signal: AbortSignal) => Promise<readonly WantedTargets[]>;
  /** The service. */
  readonly row: string;
  /** Milliseconds that targets get to become healthy. Default: 60000; never past the context's deadline. */
  readonly budgetMs?: number;
}

type Seen = { kind: 'healthy'; count: number } | { kind: 'denied'; error: AwsError };

const defaultBudgetMs = 60_000;

/**
 * Waits until the load balancer calls every target of the new tasks healthy; draining ones are passed over, and
 * `unavailable` (health checks are off) counts as healthy. Reasons: `target-unhealthy`, `not-found`. Not being allowed
 * to look (elasticloadbalancing:DescribeTargetHealth) is a warning. Throws `AwsError` for a call that failed for good.
 */
export const checkTargets = (options: TargetsOptions): Check => ({
  name: `targets of ${options.row}`,
  row: options.row,
  run: (context) => runTargets(options, context),
});

async function runTargets(options: TargetsOptions, context: CheckContext): Promise<CheckResult> {
  const { clock, signal, log, deadline } = context;
  const budgetMs = Math.min(options.budgetMs ?? defaultBudgetMs, deadline - clock.now());
  const elb = await options.elb();
  const wanted = await options.wanted(signal);
  let last: readonly TargetState[] = [];
  let told = '';
  const look = async (): Promise<Seen | undefined> => {
    last = await targetsOf(elb, wanted, { signal });
    const bad = last.filter(isBad);
    if (bad.length === 0) return { kind: 'healthy', count: last.length };
    const state = `${last.length - bad.length} of ${last.length} targets healthy · ${explainTarget(worst(bad)).text}`;
    if (state !== told) log.info(`${options.row}  ${state}`);
    told = state;
    return undefined;
  };
  try {
    const seen = await until(() => look().catch(denied), {
      clock,
      signal,
      budgetMs,
      pauseMs: (n) => (n < 5 ? 2_000 : 5_000),
    });
    if (seen.kind === 'out-of-time') return { kind: 'failed', diagnosis: explain(options.row, last) };
    if (seen.value.kind === 'denied') return unseen(options.row, seen.value.error);
    const { count } = seen.value;
    return { kind: 'passed', summary: count === 0 ? 'no targets to look at' : `${count} of ${count} targets healthy` };
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'not-found')
      return { kind: 'failed', diagnosis: noGroup(options.row, wanted, error) };
    throw error;
  }
}

function denied(error: unknown): Seen {
  if (error instanceof AwsError && error.kind === 'denied') return { kind: 'denied', error };
  throw error;
}

async function targetsOf(
  elb: Elb,
  wanted: readonly WantedTargets[],
  options: CallOptions,
): Promise<readonly TargetState[]> {
  const groups = await Promise.all(
    wanted.map(async ({ group, ids }) => {
      const answer = await elb.call('DescribeTargetHealth', { TargetGroupArn: group }, options);
      const states = (answer.TargetHealthDescriptions ?? []).map((row): TargetState => {
        const { State: state = 'unknown', Reason: reason, Description: description } = row.TargetHealth ?? {};
        const port = row.Target?.Port;
        return {
          group,
          id: row.Target?.Id ?? '',
          state,
          ...(port === undefined ? {} : { port }),
          ...(reason === undefined ? {} : { reason }),
          ...(description === undefined ? {} : { description }),
        };
      });
      return ids.flatMap((id) => ofTarget(group, id, states));
    }),
  );
  return groups.flat();
}

/** An address may be listed twice, once draining: what a task left behind that had it before. */
function ofTarget(group: string, id: string, states: readonly TargetState[]): readonly TargetState[] {
  const own = states.filter((state) => state.id === id && !/draining/.test(state.state));
  return own.length > 0 ? own : [{ group, id, state: 'absent' }];
}

const isBad = ({ state }: TargetState): boolean => state !== 'healthy' && state !== 'unavailable';

const order = ['unhealthy', 'unused', 'absent', 'initial'];
const worst = (bad: readonly TargetState[]): TargetState =>
  [...bad].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0] as TargetState;

function explain(row: string, targets: readonly TargetState[]): Diagnosis {
  const bad = targets.filter(isBad);
  const first = worst(bad);
  const { text, fix } = explainTarget(first);
  return diagnosis('target-unhealthy', {
    what: `${bad.length} of ${targets.length} targets of ${row} are not healthy: ${text}`,
    where: `service ${row}, target group ${groupName(first.group)}`,
    evidence: [first, ...bad.filter((target) => target !== first)]
      .slice(0, 10)
      .map((target) => explainTarget(target).text),
    fix,
  });
}

function noGroup(row: string, wanted: readonly WantedTargets[], error: AwsError): Diagnosis {
  const names = wanted.map(({ group }) => groupName(group)).join(', ');
  return diagnosis('not-found', {
    what: `a target group of ${row} does not exist (${names})`,
    where: `service ${row}`,
    evidence: [`${error.code}: ${error.message}`, ...wanted.map(({ group }) => group)],
    fix: `Create the target group again, or correct the loadBalancers of service ${row}.`,
  });
}

function unseen(row: string, error: AwsError): CheckResult {
  const summary = 'health of the targets not seen: access denied';
  const warning = `Target health of ${row} was not verified; allow elasticloadbalancing:DescribeTargetHealth on "*" (${error.code}).`;
  return { kind: 'passed', summary, warnings: [warning] };
}
