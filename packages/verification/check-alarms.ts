import type { Aws } from '#aws/client';
import { type AlarmView, readAlarms } from '#aws/read-alarms';
import { until } from '#base/until';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { Check, CheckContext, CheckResult } from '#rollout/check';

/** An alarm needs a minute or more to see anything: looking more often tells nothing. */
const pauseMs = 5_000;

/**
 * No alarm may be in ALARM. One that went off since the rollout began fails at once; one that was red before has until
 * the context's deadline to recover, for what is deployed may be the cure. An alarm without data is a warning. Reasons:
 * `alarm-fired`, `not-found`. Throws `AwsError` (cloudwatch:DescribeAlarms).
 */
export const checkAlarms = (aws: Aws, names: readonly string[]): Check => ({
  name: `alarms ${names.join(', ')}`,
  run: (context) => runAlarms(aws, names, context),
});

async function runAlarms(aws: Aws, names: readonly string[], context: CheckContext): Promise<CheckResult> {
  const { clock, signal, log, deadline } = context;
  let red: readonly AlarmView[] = [];
  const look = async (): Promise<CheckResult | undefined> => {
    const seen = await readAlarms(aws, names, { signal });
    const lost = missingAlarms(names, seen);
    if (lost !== undefined) return { kind: 'failed', diagnosis: lost };
    const before = red;
    red = seen.filter(isRed);
    if (red.length === 0) return quiet(seen);
    if (red.some((alarm) => !isOld(alarm, context))) return { kind: 'failed', diagnosis: alarmFired(red, context) };
    if (before.length !== red.length)
      log.info(`${namesOf(red)} was in ALARM before the rollout: waiting for it to recover`);
    return undefined;
  };
  const waited = await until(look, { clock, signal, pauseMs: () => pauseMs, budgetMs: deadline - clock.now() });
  return waited.kind === 'answer' ? waited.value : { kind: 'failed', diagnosis: alarmFired(red, context) };
}

function quiet(seen: readonly AlarmView[]): CheckResult {
  const blind = seen.filter(({ state }) => state === 'INSUFFICIENT_DATA');
  const warnings = blind.map(({ name, reason }) => `The alarm ${name} has no data, so it guards nothing: ${reason}`);
  const summary = seen.length === 1 ? `alarm ${namesOf(seen)} quiet` : `${seen.length} alarms quiet`;
  return { kind: 'passed', summary, warnings };
}

export const isRed = ({ state }: AlarmView): boolean => state === 'ALARM';

export const namesOf = (alarms: readonly AlarmView[]): string => alarms.map(({ name }) => name).join(', ');

/** In ALARM since before the first of the rollouts began, by AWS's clock. */
const isOld = ({ since }: AlarmView, { parts }: CheckContext): boolean =>
  since !== undefined && parts.length > 0 && since < Math.min(...parts.map(({ startedAt }) => startedAt));

/** Names that there is no alarm of; AWS leaves them out of its answer without a word. */
export function missingAlarms(names: readonly string[], seen: readonly AlarmView[]): Diagnosis | undefined {
  const missing = names.filter((name) => !seen.some((alarm) => alarm.name === name));
  if (missing.length === 0) return undefined;
  return diagnosis('not-found', {
    what: `there is no CloudWatch alarm ${missing.join(', ')} in this region and account`,
    where: 'alarms',
    evidence: [`found: ${seen.length === 0 ? 'none' : namesOf(seen)}`],
    fix: `Correct the name of the alarm ${missing.join(', ')} in the input alarms, or create it.`,
  });
}

/** The cause, with CloudWatch's own sentences. */
export function alarmFired(red: readonly AlarmView[], context: CheckContext): Diagnosis {
  const first = red.find((alarm) => !isOld(alarm, context)) ?? red[0];
  const name = first?.name ?? '';
  const old = first !== undefined && isOld(first, context);
  return diagnosis('alarm-fired', {
    what: old
      ? `the CloudWatch alarm ${name} is still in ALARM, as it was before the rollout: ${first.reason}`
      : `the CloudWatch alarm ${name} went off: ${first?.reason ?? ''}`,
    where: `alarm ${name}`,
    evidence: red.map((alarm) => `${alarm.name}: ${alarm.reason}`),
    fix: old
      ? `Settle what keeps the alarm ${name} red, or take it out of the input alarms: no deployment passes it.`
      : `Open the alarm ${name} in CloudWatch and compare its metric before and after the rollout began.`,
  });
}
