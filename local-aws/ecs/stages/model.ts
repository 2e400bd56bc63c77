/** Stages of a deployment that is not rolling, in their order; all but PRE_PRODUCTION_TRAFFIC_SHIFT are in the SDK's model. */
export type Stage =
  | 'RECONCILE_SERVICE'
  | 'PRE_SCALE_UP'
  | 'SCALE_UP'
  | 'POST_SCALE_UP'
  | 'TEST_TRAFFIC_SHIFT'
  | 'POST_TEST_TRAFFIC_SHIFT'
  | 'PRE_PRODUCTION_TRAFFIC_SHIFT'
  | 'PRODUCTION_TRAFFIC_SHIFT'
  | 'POST_PRODUCTION_TRAFFIC_SHIFT'
  | 'BAKE_TIME'
  | 'CLEAN_UP';

/** One step of the way: a stage, or one shift of several within it. */
export interface StageStep {
  readonly stage: Stage;
  /** Least time in it, ms. */
  readonly dwellMs: number;
  /** Percent of the traffic that the new revision gets from here on; absent: as before. */
  readonly production?: number;
  readonly test?: number;
}

/** How far a deployment is on its way. */
export interface Stages {
  readonly steps: readonly StageStep[];
  /** Index of the step; -1 before the first. */
  at: number;
  /** Ms since the epoch: the step is not left before. */
  until: number;
  /** Percent of the traffic that is asked for the new revision. */
  production: number;
  test: number;
  /** The hooks of the step that it is in: DescribeServiceDeployments shows the active ones only (developer guide). */
  hooks: HookRun[];
}

export interface HookRun {
  readonly hookId: string;
  readonly targetType: 'AWS_LAMBDA' | 'PAUSE';
  readonly targetArn?: string;
  /** Ms since the epoch. */
  readonly expiresAt: number;
  readonly timeoutAction: 'CONTINUE' | 'ROLLBACK';
  status: 'AWAITING_ACTION' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  /** Takes back what is due: the next call, the timeout. */
  readonly due: (() => void)[];
}

/** What a function of the user's answers to a hook. */
export type HookAnswer = 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';

export interface HookCall {
  readonly stage: Stage;
  /** From 1. */
  readonly attempt: number;
  readonly productionPercent: number;
}
