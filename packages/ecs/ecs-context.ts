import type { Aws } from '#aws/client';
import type { Ecs } from './client.ts';
import type { WatchOptions } from './follow/watch-rollout.ts';

/** What a run of ours is, for the record on the revisions. */
export interface EcsOptions {
  /** Release id `<run id>-<attempt>`. */
  readonly release: string;
  readonly commit?: string;
  readonly repository?: string;
  /** Milliseconds that this run may take at most: an open record older than that belongs to a run that died. */
  readonly budgetMs: number;
  /** Plans are held against what preflight can find out within a second. */
  readonly looksAhead?: boolean;
  /** When a rollout counts as doomed. */
  readonly watch?: WatchOptions;
}

/** What the verbs of this room work with. */
export interface EcsContext {
  readonly ecs: Ecs;
  readonly aws: Aws;
  readonly options: EcsOptions;
}
