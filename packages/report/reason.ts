/** The rooms of packages/ whose code ends with a reason. */
export type Room = 'aws' | 'ecr' | 'ecs' | 'github' | 'rds' | 'report' | 'rollout' | 'runner' | 'verification';

/** One row of the closed list of reason codes. */
export interface Reason {
  /** What it means, in one sentence. */
  readonly means: string;
  /** What to do, at most two lines; `where` names the resource concerned. */
  readonly fix: (where: string) => string;
  /** The rooms that give it; empty: kept in the list, given by parts that are not here yet. */
  readonly givenBy: readonly Room[];
}
