import { AwsError } from '#aws/aws-error';
import { type Finding, findings, skipped } from './finding.ts';
import { balancersOf, readTargetGroup, type TargetGroup } from './read-elb.ts';
import type { PreflightCheck, ServiceUnderCheck } from './service-under-check.ts';

const { ok, fail, warn, skip } = findings('target-groups');

/** Target groups of the service are there, behind a load balancer, take its tasks, and give a container time to answer. */
export const checkTargetGroups: PreflightCheck = (service) =>
  Promise.all(
    balancersOf(service.live.facts).flatMap(({ targetGroupArn }) =>
      targetGroupArn === undefined ? [] : [checkOne(service, targetGroupArn)],
    ),
  );

async function checkOne(service: ServiceUnderCheck, arn: string): Promise<Finding> {
  const where = `target group ${arn.split('/')[1] ?? arn}`;
  try {
    const group = await readTargetGroup(service.aws, arn);
    return group === undefined ? skip(where, 'not looked at: AWS says nothing about it') : judge(service, where, group);
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== 'not-found') return skipped('target-groups', where, error);
    return fail({
      where,
      what: 'does not exist',
      code: 'not-found',
      fix: `Create ${where}, or change the load balancer of service ${service.live.row}.`,
    });
  }
}

function judge({ live, definition }: ServiceUnderCheck, where: string, group: TargetGroup): Finding {
  if (group.balancers.length === 0) {
    return fail({
      where,
      what: 'has no load balancer: no listener sends to it, so its targets are never checked',
      code: 'network-misconfigured',
      fix: `Forward a listener or a rule to ${where}, or change the load balancer of service ${live.row}.`,
    });
  }
  if (definition.networkMode === 'awsvpc' && group.type !== 'ip') {
    return fail({
      where,
      what: `takes targets of type ${group.type}, and tasks with a network of their own are of type ip`,
      code: 'network-misconfigured',
      fix: `Use a target group of type ip (${where}).`,
    });
  }
  const grace = Number(live.facts.healthCheckGracePeriodSeconds ?? 0);
  const patience = group.interval * group.unhealthyThreshold;
  if (grace + patience >= 30) return ok(where, `checks every ${group.interval} s`);
  return warn({
    where,
    what: `calls a target unhealthy ${patience} s after it started, and the service has a grace period of ${grace} s: a container that starts slowly is stopped again and again`,
    code: 'target-unhealthy',
    fix: `Raise healthCheckGracePeriodSeconds of the service, or interval and threshold of ${where}.`,
  });
}
