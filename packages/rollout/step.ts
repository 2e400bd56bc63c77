import type { ReportMigration, ReportSnapshot } from '#report/deployment-report';
import type { Diagnosis } from '#report/diagnosis';
import type { Part } from './platform.ts';

/** What happens between planning and moving traffic, offered by other rooms. */
export interface Steps {
  /** Runs before anything is read or written, waits for what is not decided yet, and throws `Failure` when it may not be. */
  readonly permit?: () => Promise<void>;
  /** Runs before anything is staged. A failed snapshot is returned with its verdict and stops the release. */
  readonly snapshot?: () => Promise<SnapshotEnd>;
  /** For a dry-run: what `snapshot` would do, a line each, in order. Reads only; throws what keeps it from being taken. */
  readonly foreseeSnapshot?: () => Promise<readonly string[]>;
  /** Runs on the staged revisions, before traffic moves, in order; ends at the first that fails. */
  readonly migrate?: (parts: readonly Part[], keepTask: (task: TaskRef) => void) => Promise<readonly ReportMigration[]>;
  /** For a dry-run: what `migrate` would run, a line each, in order. */
  readonly foreseeMigrate?: () => readonly string[];
  /** After a cancel or crash: stops what `migrate` left running; returns a line for each. */
  readonly stopTasks?: (tasks: readonly TaskRef[], signal: AbortSignal) => Promise<readonly string[]>;
}

export interface SnapshotEnd {
  readonly snapshot: ReportSnapshot;
  readonly diagnosis?: Diagnosis;
}

/** A one-off task that a later process must be able to stop. `taskArn` is absent until AWS has answered. */
export interface TaskRef {
  readonly cluster: string;
  readonly startedBy: string;
  readonly taskArn?: string;
}
