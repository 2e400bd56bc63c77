import { AwsError } from '#aws/aws-error';
import type { Aws } from '#aws/client';
import { entriesOf, textOf, textsOf, type XmlNode } from '#aws/read-xml';
import type { ServiceFacts } from '../service/service-facts.ts';
import { askOnce } from './ask-once.ts';

/** What a service says of a target group that its tasks are put into. */
export interface LoadBalancer {
  readonly targetGroupArn?: string;
  readonly containerName?: string;
  readonly containerPort?: number;
}

export interface TargetGroup {
  readonly arn: string;
  /** `ip`, `instance`. */
  readonly type: string;
  /** Seconds. */
  readonly interval: number;
  readonly unhealthyThreshold: number;
  /** A port, or `traffic-port`. */
  readonly healthPort: string;
  /** Load balancers that send to it. */
  readonly balancers: readonly string[];
}

/** A port of tasks that a load balancer sends to, or checks. */
export interface BalancedPort {
  /** `load balancer web`. */
  readonly balancer: string;
  readonly port: number;
  readonly securityGroups: readonly string[];
  readonly subnets: readonly string[];
}

export const balancersOf = (facts: ServiceFacts): readonly LoadBalancer[] =>
  (facts as { loadBalancers?: readonly LoadBalancer[] }).loadBalancers ?? [];

/** A target group as it is. Throws `AwsError`, `not-found` when there is none. */
export async function readTargetGroup(aws: Aws, arn: string): Promise<TargetGroup | undefined> {
  const answer = await askOnce(aws, 'elasticloadbalancing', 'DescribeTargetGroups', {
    'TargetGroupArns.member.1': arn,
  });
  const [group] = entriesOf(answer, 'TargetGroups');
  if (group === undefined) return undefined;
  const number = (name: string) => Number(textOf(group, name) ?? Number.NaN);
  return {
    arn,
    type: textOf(group, 'TargetType') ?? '',
    interval: number('HealthCheckIntervalSeconds'),
    unhealthyThreshold: number('UnhealthyThresholdCount'),
    healthPort: textOf(group, 'HealthCheckPort') ?? 'traffic-port',
    balancers: textsOf(group, 'LoadBalancerArns'),
  };
}

/** Every port of the service's tasks with the load balancer that sends to it. Target groups that are gone are left out. */
export async function readBalancers(aws: Aws, facts: ServiceFacts): Promise<readonly BalancedPort[]> {
  const ports = await Promise.all(
    balancersOf(facts).map(async ({ targetGroupArn, containerPort = 0 }) => {
      if (targetGroupArn === undefined) return [];
      const group = await readTargetGroup(aws, targetGroupArn).catch(nothing);
      const [arn] = group?.balancers ?? [];
      if (group === undefined || arn === undefined) return [];
      const healthPort = Number(group.healthPort);
      const wanted = new Set([containerPort, ...(Number.isNaN(healthPort) ? [] : [healthPort])]);
      const answer = await askOnce(aws, 'elasticloadbalancing', 'DescribeLoadBalancers', {
        'LoadBalancerArns.member.1': arn,
      });
      const [balancer] = entriesOf(answer, 'LoadBalancers');
      return balancer === undefined ? [] : [...wanted].map((port) => portOf(balancer, port));
    }),
  );
  return ports.flat();
}

function nothing(error: unknown): undefined {
  if (!(error instanceof AwsError) || error.kind !== 'not-found') throw error;
}

const portOf = (balancer: XmlNode, port: number): BalancedPort => ({
  balancer: `load balancer ${textOf(balancer, 'LoadBalancerName')}`,
  port,
  securityGroups: textsOf(balancer, 'SecurityGroups'),
  subnets: entriesOf(balancer, 'AvailabilityZones').flatMap((zone) => textOf(zone, 'SubnetId') ?? []),
});
