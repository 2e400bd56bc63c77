import type { Aws, CallOptions } from '#aws/client';
import { type AlarmView, readAlarms } from '#aws/read-alarms';
import { isTriggered } from '../follow/judge-service-deployment.ts';
import { eventsOf, type Track } from '../follow/look-track.ts';
import type { FailedHook, RolloutFacts } from './causes/evidence.ts';

/** What AWS says of a rollout as a whole, as far as the track has read it. */
export function rolloutFacts(track: Track): RolloutFacts {
  const { deployment, service, id } = track;
  const ours = service?.deployments?.find((one) => one.id === id);
  const status = deployment?.status ?? ours?.rolloutState;
  const said = [deployment?.statusReason, deployment?.rollback?.reason, ours?.rolloutStateReason];
  const reasons = said.filter((reason) => reason !== undefined && reason !== '') as string[];
  const hook = failedHook(track, reasons);
  return {
    ...(status === undefined ? {} : { status }),
    reasons,
    ...defined('breaker', deployment?.deploymentCircuitBreaker?.status),
    ...defined('alarms', deployment?.alarms?.status),
    alarmNames: deployment?.alarms?.triggeredAlarmNames ?? [],
    ...(isUndecided(track) || isSilent(track) ? { undecided: true } : {}),
    ...(isSilent(track) ? { silent: true } : {}),
    ...(hook === undefined ? {} : { failedHook: hook }),
  };
}

/** It ends although no machine has decided so. */
const isUndecided = ({ deployment }: Track): boolean =>
  deployment !== undefined && /^(?:STOP|ROLLBACK)/.test(deployment.status ?? '') && !isTriggered(deployment);

/**
 * Where service deployments may not be read, events tell: what decides by itself says `deployment failed` before it goes
 * back (seen in the field), and who stops a deployment does not, whatever its tasks do.
 */
function isSilent(track: Track): boolean {
  if (track.deployment !== undefined) return false;
  const texts = eventsOf(track).map(({ text }) => text);
  const failed = texts.some((text) => text.startsWith(`(deployment ${track.id}) deployment failed`));
  return !failed && texts.some((text) => text.startsWith('rolling back to deployment '));
}

const defined = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });

/**
 * ECS shows hooks while they are active; afterwards only its reason names the one that failed: `… because PRE_SCALE_UP
 * lifecycle hook(s) failed. Lifecycle hook target <ARN> returned FAILED status.` (seen in the field). An event says the
 * same where service deployments may not be read.
 */
function failedHook(track: Track, reasons: readonly string[]): FailedHook | undefined {
  const { lifecycleHookDetails: details = [], lifecycleStage } = track.deployment ?? {};
  const active = details.find(({ status }) => status === 'FAILED' || status === 'TIMED_OUT');
  const texts = [...reasons, ...eventsOf(track).map(({ text }) => text)];
  const text = texts.find((one) => /lifecycle hook\(s\) failed/i.test(one));
  if (active === undefined && text === undefined) return undefined;
  const [, named, said] = /(?:because (\w+) )?lifecycle hook\(s\) failed\.?\s*(.*)$/is.exec(text ?? '') ?? [];
  const [, arn, told] = /^Lifecycle hook target (\S+) (.*)$/is.exec(said ?? '') ?? [];
  const target = active?.targetArn ?? active?.hookId ?? arn ?? /\S*:function:[\w-]+/.exec(said ?? '')?.[0];
  const stage = named ?? lifecycleStage;
  const words = (told ?? said ?? '').replace(/\.$/, '');
  return {
    ...(target === undefined ? {} : { target }),
    ...(stage === undefined ? {} : { stage }),
    ...(words === '' ? {} : { said: words }),
  };
}

/** The same with what CloudWatch says of the alarms, when one of them ended the rollout. Throws `AwsError`. */
export async function withAlarms(
  aws: Aws,
  track: Track,
  facts: RolloutFacts,
  options: CallOptions,
): Promise<RolloutFacts> {
  const texts = [...facts.reasons, ...eventsOf(track).map(({ text }) => text)];
  if (facts.alarms !== 'TRIGGERED' && !texts.some((text) => /\balarm\b/i.test(text))) return facts;
  const watched = (track.deployment ?? track.service)?.deploymentConfiguration?.alarms?.alarmNames ?? [];
  const isKnown = facts.alarmNames.length > 0;
  const asked = isKnown ? facts.alarmNames : watched;
  if (asked.length === 0) return facts;
  const seen = await readAlarms(aws, asked, { ...options, retry: 'never' });
  const red = seen.filter(({ state }) => isKnown || state === 'ALARM');
  return { ...facts, alarmNames: isKnown ? facts.alarmNames : red.map(({ name }) => name), alarmReasons: red.map(say) };
}

const say = ({ name, reason }: AlarmView): string => `${name}: ${reason}`;
