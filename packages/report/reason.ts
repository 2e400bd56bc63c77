/** The parts of the project whose code gives a reason: `ecs/causes` finds it behind a rollout, `ecs/plan-change` before one. */
export type Room =
  | 'aws'
  | 'ecs/causes'
  | 'ecs/plan-change'
  | 'ecs/run-task'
  | 'rds'
  | 'report'
  | 'rollout'
  | 'runner'
  | 'verification';

/** One row of the closed list of reason codes. */
export interface Reason {
  /** What it means, in one sentence. */
  readonly means: string;
  /** What to do, at most two lines; `where` names the resource concerned. */
  readonly fix: (where: string) => string;
  /** Who gives it; empty: kept in the list, given by parts that are not here yet. */
  readonly givenBy: readonly Room[];
}
