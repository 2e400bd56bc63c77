import type { Agent } from 'node:http';
import type { Target, TargetHealth, World } from '../world.ts';

/** How targets become healthy and stop being so. Times are seconds, as AWS has them. */
export interface HealthCheck {
  readonly enabled: boolean;
  readonly protocol: string;
  readonly port: string;
  readonly path: string;
  readonly interval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** HTTP codes that pass: `200`, `200,204`, `200-299`. */
  readonly matcher: string;
}

/** What stands for a request that is under way, so that it can be cut. */
export interface InFlight {
  destroy(): unknown;
}

/** A target of one group, from its registration until it is gone. */
export interface RegisteredTarget {
  readonly target: Target;
  readonly onHealth: (health: TargetHealth) => void;
  health: TargetHealth;
  /** Consecutive checks. */
  passes: number;
  failures: number;
  /** Takes back what is planned next: a check, or the end of draining. */
  cancel: () => void;
  /** Set when it leaves the group: answers of checks that are still under way no longer count. */
  gone: boolean;
  readonly inFlight: Set<InFlight>;
  /** Called once, when it has been deregistered and its draining is over. */
  readonly whenGone: (() => void)[];
  /** Keeps connections from the load balancer to the target alive. */
  agent?: Agent;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly vpcId: string;
  readonly targetType: string;
  readonly protocolVersion: string;
  healthCheck: HealthCheck;
  readonly attributes: Map<string, string>;
  /** By `id:port`. */
  readonly targets: Map<string, RegisteredTarget>;
  /** Counts requests, for round robin. */
  turn: number;
}

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  dnsName: string;
  readonly scheme: string;
  readonly type: string;
  readonly createdAt: Date;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

export interface WeightedGroup {
  readonly targetGroupArn: string;
  readonly weight: number;
}

/** What a listener does with a request: the part of AWS's actions that is simulated. */
export type ListenerAction =
  | { readonly kind: 'forward'; readonly groups: readonly WeightedGroup[] }
  | {
      readonly kind: 'fixed-response';
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    };

export interface Listener {
  readonly arn: string;
  readonly ruleArn: string;
  readonly loadBalancerArn: string;
  protocol: string;
  port: number;
  action: ListenerAction;
  /** The real server behind it, when the load balancer has a data plane. */
  plane?: DataPlane;
}

/** A listener's server on this machine. */
export interface DataPlane {
  /** `127.0.0.1:34567`. */
  readonly address: string;
  close(): Promise<void>;
}

export interface ElbOptions {
  /** Whether listeners are real HTTP servers on 127.0.0.1. Default: no, so that a test without requests opens no socket. */
  readonly listen?: boolean;
  /** `false`: a deregistered target is cut off at once, whatever the group's deregistration delay says. Default: true. */
  readonly draining?: boolean;
  /** Time from registering a target to its first health check, in milliseconds. Default: 2000. */
  readonly registrationMs?: number;
  /** Wraps what takes real time (health checks over a socket), so that a virtual clock stands still meanwhile. */
  readonly busy?: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface ElbState {
  readonly world: World;
  readonly options: ElbOptions;
  readonly loadBalancers: Map<string, LoadBalancer>;
  readonly targetGroups: Map<string, TargetGroup>;
  readonly listeners: Map<string, Listener>;
}

/** The key of a target within its group. */
export const targetKey = (target: { readonly id: string; readonly port: number }): string =>
  `${target.id}:${target.port}`;

/** 16 hexadecimal digits, as AWS ends these ARNs. */
export function hexId(world: World): string {
  let id = '';
  while (id.length < 16) id += Math.floor(world.random() * 16).toString(16);
  return id;
}

export const arnOf = (world: World, resource: string): string =>
  `arn:aws:elasticloadbalancing:${world.region}:${world.account}:${resource}`;

/** The listeners that send requests to a group. */
export const listenersOf = (state: ElbState, targetGroupArn: string): readonly Listener[] =>
  [...state.listeners.values()].filter(
    ({ action }) => action.kind === 'forward' && action.groups.some((group) => group.targetGroupArn === targetGroupArn),
  );
