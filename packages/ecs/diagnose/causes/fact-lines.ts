import { type StoppedTask, shortTaskId } from '../stopped-task.ts';
import type { FailureEvidence, RolloutFacts, UnhealthyTarget } from './evidence.ts';

/**
 * What AWS promises to tell of a failure, by the names of its API: the end of the newest task, the state of the deployment and
 * of what watches over it. It is left when the words around it say nothing. At most a line of each.
 */
export const factLines = ({ tasks, rollout, targets = [] }: FailureEvidence): readonly string[] => [
  ...tasks.slice(0, 1).map(lineOfTask),
  ...targets.slice(0, 3).map(lineOfTarget),
  ...(rollout === undefined ? [] : lineOfRollout(rollout)),
];

function lineOfTask({ id, stopCode, containers }: StoppedTask): string {
  const ends = containers.map(({ name, exitCode, health }) => {
    const facts = [named('exitCode', exitCode), named('healthStatus', health)].flat();
    return `container ${name}: ${facts.length === 0 ? 'no exitCode' : facts.join(', ')}`;
  });
  return `task ${shortTaskId(id)}: ${[named('stopCode', stopCode), ends].flat().join('; ') || 'no stopCode'}`;
}

function lineOfRollout({ status, breaker, alarms, alarmNames, ...rollout }: RolloutFacts): readonly string[] {
  const facts = [
    named('status', status),
    named('deploymentCircuitBreaker', breaker),
    named('alarms', alarms === undefined ? undefined : [alarms, ...alarmNames].join(' ')),
    hookOf(rollout),
  ].flat();
  return facts.length === 0 ? [] : [`deployment: ${facts.join('; ')}`];
}

function hookOf({ failedHook, reasons }: Pick<RolloutFacts, 'failedHook' | 'reasons'>): readonly string[] {
  if (failedHook === undefined) return [];
  const { target = 'without a name', stage, said } = failedHook;
  const isTold = said === undefined || reasons.some((one) => one.includes(said));
  return [`lifecycle hook ${target}${stage === undefined ? '' : ` at ${stage}`}${isTold ? '' : `: ${said}`}`];
}

/** As DescribeTargetHealth has it: `target 10.0.1.2:8080: unhealthy, Target.Timeout, Request timed out`. */
export function lineOfTarget({ id, port, reason, description }: UnhealthyTarget): string {
  const said = ['unhealthy', reason, description].filter((one) => one !== undefined);
  return `target ${port === undefined ? id : `${id}:${port}`}: ${said.join(', ')}`;
}

const named = (name: string, value: string | number | undefined): readonly string[] =>
  value === undefined ? [] : [`${name} ${value}`];
