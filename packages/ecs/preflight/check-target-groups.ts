import { AwsError } from '#aws/aws-error';
import { callQuery } from '#aws/call-signed';
import { xmlTexts } from '#aws/read-xml';
import { type Finding, findings, skipped } from './finding.ts';
import type { PreflightCheck, ServiceUnderCheck } from './service-under-check.ts';

const { ok, fail, warn } = findings('target-groups');

interface LoadBalancer {
  readonly targetGroupArn?: string;
  readonly containerName?: string;
  readonly containerPort?: number;
}

/** Target groups of the service are there, take its tasks, and give a container that starts time to answer. */
export const checkTargetGroups: PreflightCheck = async (service) => {
  const { loadBalancers = [] } = service.live.facts as { loadBalancers?: readonly LoadBalancer[] };
  return (await Promise.all(loadBalancers.map((one) => checkOne(service, one)))).flat();
};

async function checkOne(
  { aws, live, definition }: ServiceUnderCheck,
  balancer: LoadBalancer,
): Promise<readonly Finding[]> {
  const { targetGroupArn = '', containerName = '', containerPort = 0 } = balancer;
  const where = `target group ${targetGroupArn.split('/')[1] ?? targetGroupArn}`;
  if (!offers(definition, containerName, containerPort)) {
    return [
      fail({
        where,
        what: `sends to port ${containerPort} of container ${containerName}, which the task definition does not have`,
        code: 'network-misconfigured',
        fix: `Add the port mapping ${containerPort} to container ${containerName}, or change the load balancer of service ${live.row}.`,
      }),
    ];
  }
  try {
    const xml = await callQuery(aws, 'elasticloadbalancing', '2015-12-01', 'DescribeTargetGroups', {
      'TargetGroupArns.member.1': targetGroupArn,
    });
    return judge(xml, where, live.facts, definition.networkMode);
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== 'not-found') return [skipped('target-groups', where, error)];
    return [
      fail({
        where,
        what: 'does not exist',
        code: 'not-found',
        fix: `Create ${where}, or change the load balancer of service ${live.row}.`,
      }),
    ];
  }
}

function judge(
  xml: string,
  where: string,
  facts: ServiceUnderCheck['live']['facts'],
  networkMode: unknown,
): readonly Finding[] {
  const number = (name: string) => Number(xmlTexts(xml, name)[0] ?? Number.NaN);
  const type = xmlTexts(xml, 'TargetType')[0];
  if (networkMode === 'awsvpc' && type !== undefined && type !== 'ip') {
    return [
      fail({
        where,
        what: `takes targets of type ${type}, and tasks with a network of their own are of type ip`,
        code: 'network-misconfigured',
        fix: `Use a target group of type ip (${where}).`,
      }),
    ];
  }
  const grace = Number(facts.healthCheckGracePeriodSeconds ?? 0);
  const patience = number('HealthCheckIntervalSeconds') * number('UnhealthyThresholdCount');
  if (grace + patience < 30) {
    return [
      warn({
        where,
        what: `calls a target unhealthy ${patience} s after it started, and the service has a grace period of ${grace} s: a container that starts slowly is stopped again and again`,
        code: 'target-unhealthy',
        fix: `Raise healthCheckGracePeriodSeconds of the service, or interval and threshold of ${where}.`,
      }),
    ];
  }
  return [ok(where, `checks every ${number('HealthCheckIntervalSeconds')} s`)];
}

interface Mapping {
  readonly containerPort?: number;
  readonly containerPortRange?: string;
}

function offers(definition: ServiceUnderCheck['definition'], container: string, port: number): boolean {
  const found = definition.containerDefinitions.find(({ name }) => name === container);
  const mappings = (found?.portMappings ?? []) as readonly Mapping[];
  return mappings.some(({ containerPort, containerPortRange }) => {
    const [from = Number.NaN, to = Number.NaN] = (containerPortRange ?? '').split('-').map(Number);
    return containerPort === port || (port >= from && port <= to);
  });
}
