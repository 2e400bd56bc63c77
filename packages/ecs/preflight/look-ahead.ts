import type { Aws } from '#aws/client';
import { limitTime } from '#base/limit-time';
import type { Definition } from '../definition/task-definition.ts';
import type { EcsContext } from '../ecs-context.ts';
import type { LiveService } from '../service/read-live.ts';
import type { ServiceChange } from '../service/service-change.ts';
import { checkLogGroups } from './check-log-groups.ts';
import { checkPercentages } from './check-percentages.ts';
import { checkPlatform } from './check-platform.ts';
import { checkPorts } from './check-ports.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkTargetGroups } from './check-target-groups.ts';
import { checkTrust } from './check-trust.ts';
import type { Finding } from './finding.ts';
import { newsOf } from './news-of.ts';
import type { PreflightCheck, ServiceUnderCheck } from './service-under-check.ts';

/** Milliseconds that a deployment is held up at most: what is not answered by then is not looked at. */
const patience = 1_000;

/**
 * The part of preflight that a deployment makes by itself, before its first write: whether what the change brings can
 * start at all; nothing has to where no task is wanted. Few calls, all at once, of what is new only. What may not be looked at, or is not answered, is left
 * out without a word: the rollout will show it. Returns failures and warnings. Throws the reason of the run's signal.
 */
export async function lookAhead(
  { aws, ecs }: EcsContext,
  change: ServiceChange,
  live: LiveService,
  wanted: Definition,
): Promise<readonly Finding[]> {
  const limit = limitTime(aws.clock, patience);
  const limited: Aws = { ...aws, signal: AbortSignal.any([aws.signal, limit.signal]) };
  const { images, rest } = newsOf(wanted, live);
  const under = (definition: Definition): ServiceUnderCheck => ({
    aws: limited,
    ecs,
    change,
    live,
    definition,
    ifInProgress: 'wait',
    alarms: [],
  });
  const desired = change.desiredCount ?? live.facts.desiredCount;
  const isStarted = desired > 0 || live.facts.schedulingStrategy === 'DAEMON';
  const starting: readonly (readonly [PreflightCheck, Definition])[] = [
    [checkPlatform, images],
    [checkSecrets, rest],
    [checkLogGroups, rest],
    [checkTrust, rest],
    ...(live.facts.runningCount === 0 ? [[checkTargetGroups, wanted] as const] : []),
    [checkPercentages, wanted],
  ];
  const looks = [[checkPorts, wanted] as const, ...(isStarted ? starting : [])];
  try {
    const found = await Promise.all(looks.map(([check, definition]) => leniently(check, under(definition), aws)));
    return found.flat().filter(({ level }) => level === 'FAIL' || level === 'WARN');
  } finally {
    limit.stop();
  }
}

/** Whatever keeps a check from its end, a deployment does not fall over it. */
async function leniently(check: PreflightCheck, service: ServiceUnderCheck, aws: Aws): Promise<readonly Finding[]> {
  try {
    return await check(service);
  } catch (error) {
    aws.signal.throwIfAborted();
    aws.log.debug(`${service.live.row}: not looked at ahead: ${String(error)}`);
    return [];
  }
}
