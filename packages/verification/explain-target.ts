/** A target as DescribeTargetHealth shows it. */
export interface TargetState {
  readonly group: string;
  readonly id: string;
  readonly port?: number;
  /** `healthy`, `initial`, `unhealthy`, `unused`, `draining`, `unavailable`, `unhealthy.draining`; `absent`: not listed. */
  readonly state: string;
  /** AWS's own code, `Target.Timeout`. */
  readonly reason?: string;
  readonly description?: string;
}

interface Words {
  readonly means: string;
  readonly fix: (group: string, target: string) => string;
}

/**
 * Reason codes of the API reference, type TargetHealth:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
 */
const words: Readonly<Record<string, Words>> = {
  'Target.Timeout': {
    means: 'its health checks time out',
    fix: (group, target) =>
      `Let the load balancer's security group reach ${target}, check that the container listens on that port on 0.0.0.0, or raise the health check timeout of ${group}.`,
  },
  'Target.FailedHealthChecks': {
    means: 'its health checks cannot connect, or get no proper answer',
    fix: (group, target) =>
      `Check that the container listens on ${target} on 0.0.0.0, and the protocol and port of the health check of ${group}.`,
  },
  'Target.ResponseCodeMismatch': {
    means: 'its health checks get a status that the matcher does not allow',
    fix: (group) =>
      `Correct the health check's path or its matcher in ${group}, or see why the container answers so there.`,
  },
  'Elb.RegistrationInProgress': {
    means: 'it is still being registered',
    fix: (group) => `Give it more time (verify-timeout-minutes), and look at ${group} if it stays so.`,
  },
  'Elb.InitialHealthChecking': {
    means: 'its first health checks are still under way',
    fix: (group) =>
      `Shorten interval and healthy threshold of the health check of ${group}, or raise verify-timeout-minutes.`,
  },
  'Elb.InternalError': {
    means: 'its health checks fail within the load balancer',
    fix: (group) => `Look at the AWS Health Dashboard; check the subnets of the load balancer of ${group}.`,
  },
  'Target.NotRegistered': {
    means: 'it is not registered',
    fix: (group) => `Check that the service's loadBalancers name ${group} with the right container and port.`,
  },
  'Target.NotInUse': {
    means: 'no listener sends requests to its group, or its zone is not enabled',
    fix: (group) =>
      `Attach ${group} to a listener rule, and enable the target's Availability Zone on the load balancer.`,
  },
  'Target.InvalidState': {
    means: 'its task is stopped',
    fix: () => 'See why the task stopped: its stopped reason and its log.',
  },
  'Target.IpUnusable': {
    means: 'its IP address belongs to the load balancer',
    fix: (group) => `Register another address in ${group}: this one is in use by a load balancer.`,
  },
};

/** What AWS says of a target, in a line, and what mends it. */
export function explainTarget(target: TargetState): { readonly text: string; readonly fix: string } {
  const name = target.port === undefined ? target.id : `${target.id}:${target.port}`;
  const group = `target group ${groupName(target.group)}`;
  const code = target.state === 'absent' ? 'Target.NotRegistered' : target.reason;
  const known = code === undefined ? undefined : words[code];
  const quoted = [target.reason, target.description].filter((part) => part !== undefined).join(': ');
  return {
    text: `target ${name} is ${target.state}${known === undefined ? '' : `: ${known.means}`}${quoted === '' ? '' : ` (${quoted})`}`,
    fix: known?.fix(group, name) ?? `Look at target ${name} in ${group}.`,
  };
}

/** The name in the ARN of a target group: `…:targetgroup/web/0123456789abcdef` → `web`. */
export const groupName = (arn: string): string => /targetgroup\/([^/]+)/.exec(arn)?.[1] ?? arn;
