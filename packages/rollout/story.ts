import type { ReportMigration, ReportSnapshot } from '#report/deployment-report';
import type { Diagnosis } from '#report/diagnosis';
import type { Host } from '#report/host';
import type { Verdict } from '#report/verdict';
import type { Check } from './check.ts';
import type { Journal } from './journal.ts';
import type { Keeper } from './keep.ts';
import type { ChangeView, LiveView, PlanView, Platform } from './platform.ts';
import type { Row } from './row.ts';
import type { Steps } from './step.ts';

export interface ReleasePolicy {
  readonly kind: 'deploy' | 'rollback';
  /** `false`: started and not followed. */
  readonly follow: boolean;
  readonly onFailure: 'rollback' | 'leave';
  readonly onCancel: 'rollback' | 'leave';
  readonly ifInProgress: 'wait' | 'fail' | 'supersede';
  readonly allowOlder: boolean;
  readonly dryRun: boolean;
  readonly rolloutTimeoutMs: number;
  readonly verifyTimeoutMs: number;
}

/** Everything a release is told with. A platform of narrower types fits: the story hands back what the platform made. */
export interface Story {
  readonly platform: Platform<ChangeView, LiveView, PlanView>;
  readonly changes: readonly ChangeView[];
  readonly steps: Steps;
  readonly checks: readonly Check[];
  readonly journal: Journal;
  readonly policy: ReleasePolicy;
  readonly host: Host;
  readonly region: string;
  /** Makes the exact command that undoes the release, from the rows that were changed. */
  readonly undoCommand: (rows: readonly { row: string; place: string; from: string }[]) => string | undefined;
}

/** What is known while the story runs. */
export interface Telling {
  readonly story: Story;
  readonly rows: readonly Row[];
  readonly keeper: Keeper;
  readonly startedAt: number;
  migrations: readonly ReportMigration[];
  /** Ms since the epoch: the end of the time that all waves have together, from the first move on. */
  rolloutDeadline?: number;
  /** Milliseconds of the time for verification that are spent. */
  verifiedForMs?: number;
  snapshot?: ReportSnapshot;
  /** A write was begun, answered or not. */
  wrote?: boolean;
  /** The first cause: the one in the headline. */
  why?: Diagnosis;
  /** The verdict of a failure outside any row: a snapshot, a migration. */
  verdict?: Verdict;
}
