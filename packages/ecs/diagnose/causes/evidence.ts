import type { Diagnosis } from '#report/diagnosis';
import type { ContainerFacts } from '../failing-container.ts';
import type { StoppedContainer, StoppedTask } from '../stopped-task.ts';

/** All that is known about a failure of one service's revision, or of one task. */
export interface FailureEvidence {
  /** `service web in production`. */
  readonly place: string;
  /** `web:42`. */
  readonly revision: string;
  readonly containers: readonly ContainerFacts[];
  /** Tasks that failed in the same way, newest first; empty when none was seen. */
  readonly tasks: readonly StoppedTask[];
  /** The container that ended the newest of them. */
  readonly failing?: StoppedContainer;
  /** Its last lines. */
  readonly log: readonly string[];
  /** Why there are no lines, when they could not be read. */
  readonly logNote?: string;
  /** Service events since the rollout began, without the prefix `(service NAME) `, newest first. */
  readonly events: readonly string[];
  readonly rollout?: RolloutFacts;
  /** What load balancers say of targets, where no event does. */
  readonly targets?: readonly UnhealthyTarget[];
  /** A one-off task, which ends once and is no loop. */
  readonly oneOff?: true;
}

/** A target that its load balancer calls unhealthy. */
export interface UnhealthyTarget {
  /** ARN of its target group. */
  readonly group: string;
  readonly id: string;
  readonly port?: string;
  /** `Target.ResponseCodeMismatch` */
  readonly reason?: string;
  /** `Health checks failed with these codes: [500]` */
  readonly description?: string;
}

export interface RolloutFacts {
  readonly status?: string;
  /** AWS's reasons, verbatim. */
  readonly reasons: readonly string[];
  /** `MONITORING`, `TRIGGERED`, … */
  readonly breaker?: string;
  readonly alarms?: string;
  readonly alarmNames: readonly string[];
  /** What CloudWatch says of them, where it may be read: `shop-5xx: Threshold Crossed: …`. */
  readonly alarmReasons?: readonly string[];
  /** Ended or going back although neither breaker nor alarm says that it decided so. */
  readonly undecided?: true;
  /** It goes back, and no event says that anything has failed: only a person stops a deployment like that. */
  readonly silent?: true;
  /** A lifecycle hook that failed or ran out of time. */
  readonly failedHook?: FailedHook;
}

export interface FailedHook {
  /** The function's ARN, a pause's id; absent when ECS does not name it. */
  readonly target?: string;
  /** `POST_SCALE_UP` */
  readonly stage?: string;
  /** What ECS says of it: `returned FAILED status`, `ECS was unable to parse the response …`. */
  readonly said?: string;
}

/** One cause: its diagnosis when the evidence shows it, else `undefined`. */
export type Explain = (evidence: FailureEvidence) => Diagnosis | undefined;
