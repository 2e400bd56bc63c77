import type { LocalClock } from './clock.ts';

/** What the simulated services share. */
export interface World {
  readonly clock: LocalClock;
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  /** Seeded: the same seed gives the same ids. From 0 up to 1. */
  readonly random: () => number;
  /** Every transition of everything, in order, with its time: the oracle of tests and the demo's picture. */
  readonly timeline: TimelineEntry[];
}

export interface TimelineEntry {
  /** Milliseconds since the epoch, of the world's clock. */
  readonly at: number;
  /** `ecs.deployment`, `ecs.task`, `elb.target`, `rds.snapshot`, `call`, … */
  readonly kind: string;
  /** The ARN or id of what changed. */
  readonly subject: string;
  /** The state entered: `ROLLBACK_SUCCESSFUL`, `RUNNING`, `draining`, … */
  readonly state: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** What ECS needs of the load balancer. Implemented by `elb/`. */
export interface TargetGroups {
  exists(targetGroupArn: string): boolean;
  /** Whether a listener sends requests to it: ECS refuses a service behind a group that has none. */
  inUse?(targetGroupArn: string): boolean;
  /** `address` is where the target can be reached from this machine (process and docker runtimes). */
  register(targetGroupArn: string, target: Target, onHealth: (health: TargetHealth) => void): void;
  /** Stops new requests to the target; `drained` is called when the deregistration delay is over or no connection is left. */
  deregister(targetGroupArn: string, target: Target, drained: () => void): void;
  /** Gives a listener's rule (or the listener, by its ARN) these target groups and weights; `false`: there is no such rule. */
  direct?(rule: string, groups: readonly { readonly targetGroupArn: string; readonly weight: number }[]): boolean;
}

/** What ECS needs of CloudWatch. Implemented by `cloudwatch/`. */
export interface AlarmBoard {
  /** Whether the alarm is in ALARM. */
  isRed(name: string): boolean;
  /** How long the alarm looks at its metric before it changes its state, in milliseconds; 0 when that is not known. */
  periodMs(name: string): number;
  /** From now on `told` hears of every alarm that goes to ALARM. */
  whenRed(told: (name: string) => void): void;
}

export interface Target {
  /** IP address or instance id as AWS shows it. */
  readonly id: string;
  readonly port: number;
  readonly address?: string;
  /** For the scripted runtime, which listens nowhere: how its health checks end. Absent: they pass. */
  readonly scripted?: () => TargetHealth;
}

export interface TargetHealth {
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused';
  /** AWS's own reason code, `Target.ResponseCodeMismatch`. */
  readonly reason?: string;
  readonly description?: string;
}

/** What ECS needs of CloudWatch Logs. Implemented by `logs/`. */
export interface LogSink {
  groupExists(group: string): boolean;
  createGroup(group: string): void;
  /** `at`: when the line was written, ms since the epoch. */
  put(group: string, stream: string, message: string, at: number): void;
}

/** What ECS needs of ECR, to tell a missing image and to resolve a tag. Implemented by `ecr/`. */
export interface Images {
  /**
   * Looks up a full reference, by tag or digest. `foreign`: not a repository of this registry, so nothing is known.
   */
  resolve(reference: string): { kind: 'found'; digest: string } | { kind: 'missing' } | { kind: 'foreign' };
}
