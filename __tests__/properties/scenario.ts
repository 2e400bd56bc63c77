import type { FaultAction } from '../../local-aws/faults/rules.ts';

/** Everything that happens in one play, as plain data: what fails is printed, shrunk and kept as a named case. */
export interface Scenario {
  readonly services: readonly ScenarioService[];
  readonly breaker: 'rollback' | 'no-rollback' | 'off';
  /** Absent: tasks are replaced one by one. */
  readonly strategy?: Strategy;
  readonly change: 'image' | 'nothing' | 'force' | 'count';
  readonly dryRun: boolean;
  readonly onFailure: 'rollback' | 'leave';
  readonly onCancel: 'rollback' | 'leave';
  readonly ifInProgress: 'wait' | 'fail' | 'supersede';
  readonly migration: 'none' | MigrationFate;
  readonly check: ScenarioCheck;
  /** While the run goes on; of a cancelled one, until its process has ended. */
  readonly faults: readonly ScenarioFault[];
  /** Somebody else's deployment of the first service. */
  readonly foreign?: { readonly at: number; readonly revision: 'same' | 'other' };
  readonly end: ScenarioEnd;
}

/** Deployments by stages; `paused`: blue/green with a pause once the test traffic is on the new revision. */
export const strategies = ['blue/green', 'canary', 'linear', 'paused'] as const;
export type Strategy = (typeof strategies)[number];

export interface ScenarioService {
  /** What becomes of tasks of the new revision. */
  readonly fate: ServiceFate;
  /** Milliseconds that its task runs before it fails, for the fates that have such a time. */
  readonly after: number;
  readonly order: number;
  readonly desired: number;
  readonly wait: boolean;
}

export const serviceFates = [
  'good',
  'exits',
  'out-of-memory',
  'image-missing',
  'secret-unreadable',
  'never-healthy',
  'fails-later',
  'stuck',
] as const;
export type ServiceFate = (typeof serviceFates)[number];

export const migrationFates = ['succeeds', 'fails', 'hangs', 'unplaced'] as const;
export type MigrationFate = (typeof migrationFates)[number];

export interface ScenarioCheck {
  /** `lags`: the old version answers for `lag` ms more. */
  readonly kind: 'none' | 'passes' | 'fails' | 'lags';
  readonly lag: number;
  /** Each row has its own URL; otherwise the first service is asked at the end. */
  readonly perRow: boolean;
}

export interface ScenarioFault {
  /** Source of an expression over `ecs:DescribeServices`. */
  readonly operation: string;
  readonly do: FaultAction;
  /** Milliseconds after the start of the run, and how long it lasts. */
  readonly from: number;
  readonly span: number;
  readonly probability: number;
}

/** When a run is interrupted: after milliseconds, or at its n-th call (of an operation), before it is sent or when it is answered. */
export type Trigger =
  | { readonly kind: 'time'; readonly at: number }
  | { readonly kind: 'call'; readonly nth: number; readonly when: 'before' | 'after'; readonly of?: string };

export type ScenarioEnd =
  | { readonly kind: 'naturally' }
  | {
      readonly kind: 'cancel';
      readonly trigger: Trigger;
      readonly finishFaults: readonly ScenarioFault[];
      /** `SIGTERM`: at once, and what has not ended 2.5 s later is killed. Default: SIGINT, with the time that a runner leaves. */
      readonly signal?: 'SIGTERM';
    }
  /** The process dies. Its machine lives on and runs `post`; or both die, and another run follows after `pause` ms. */
  | {
      readonly kind: 'kill';
      readonly trigger: Trigger;
      readonly post: boolean;
      readonly pause: number;
      /** `same`: the killed run is started again. */
      readonly next: 'good' | 'bad' | 'same';
    };

export const names = ['web', 'api', 'jobs'] as const;

/** Minutes of the inputs; small, so that a run that times out is short. */
export const minutes = { rollout: 4, verify: 2, migration: 2 } as const;

/** Minutes until all waves must have ended. By stages, with a bake, each takes two and a half of them. */
export function rolloutMinutes({ services, strategy }: Scenario): number {
  return strategy === undefined ? minutes.rollout : minutes.rollout * new Set(services.map(({ order }) => order)).size;
}

/** A calm scenario: one good service, nothing goes wrong. Named cases say what is different. */
export const calm: Scenario = {
  services: [{ fate: 'good', after: 0, order: 0, desired: 2, wait: true }],
  breaker: 'rollback',
  change: 'image',
  dryRun: false,
  onFailure: 'rollback',
  onCancel: 'rollback',
  ifInProgress: 'wait',
  migration: 'none',
  check: { kind: 'none', lag: 0, perRow: false },
  faults: [],
  end: { kind: 'naturally' },
};
