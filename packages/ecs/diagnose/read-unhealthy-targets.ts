import { callQuery } from '#aws/call-signed';
import type { Aws, CallOptions } from '#aws/client';
import { childOf, entriesOf, textOf, type XmlNode } from '#aws/read-xml';
import type { UnhealthyTarget } from './causes/evidence.ts';
import type { StoppedTask } from './stopped-task.ts';

const failedChecks = /failed ELB health checks in \(target-group (arn:[^)\s]+)\)/i;
const version = '2015-12-01';

/**
 * What the load balancer says of its unhealthy targets, in the groups for whose health checks tasks were stopped, where no event
 * tells why: for up to six hours ECS suppresses an event that says the same as one before it (developer guide, service events).
 * Throws `AwsError`.
 */
export async function readUnhealthyTargets(
  aws: Aws,
  tasks: readonly StoppedTask[],
  events: readonly string[],
  options: CallOptions,
): Promise<readonly UnhealthyTarget[]> {
  const failed = new Set(tasks.flatMap(({ stoppedReason = '' }) => failedChecks.exec(stoppedReason)?.[1] ?? []));
  const untold = [...failed].filter(
    (group) => !events.some((text) => text.includes(`is unhealthy in (target-group ${group}`)),
  );
  const found = await Promise.all(untold.map((group) => readGroup(aws, group, options)));
  return found.flat();
}

async function readGroup(aws: Aws, group: string, options: CallOptions): Promise<readonly UnhealthyTarget[]> {
  const form = { TargetGroupArn: group };
  const answer = await callQuery(aws, 'elasticloadbalancing', version, 'DescribeTargetHealth', form, {
    ...options,
    retry: 'never',
  });
  return entriesOf(answer, 'TargetHealthDescriptions')
    .filter((entry) => textOf(childOf(entry, 'TargetHealth'), 'State') === 'unhealthy')
    .map((entry) => targetIn(group, entry));
}

function targetIn(group: string, entry: XmlNode): UnhealthyTarget {
  const [target, health] = [childOf(entry, 'Target'), childOf(entry, 'TargetHealth')];
  const optional = {
    port: textOf(target, 'Port'),
    reason: textOf(health, 'Reason'),
    description: textOf(health, 'Description'),
  };
  const known = Object.entries(optional).filter(([, value]) => value !== undefined);
  return { group, id: textOf(target, 'Id') ?? '', ...Object.fromEntries(known) };
}
