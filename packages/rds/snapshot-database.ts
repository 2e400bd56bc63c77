import { AwsError } from '#aws/aws-error';
import type { Aws } from '#aws/client';
import type { ReportSnapshot } from '#report/deployment-report';
import type { Host } from '#report/host';
import { connectRds, type Rds } from './client.ts';
import { type Created, createSnapshot } from './create-snapshot.ts';
import { type Database, findDatabase } from './find-database.ts';
import { followSnapshot } from './follow-snapshot.ts';
import { pruneSnapshots } from './prune-snapshots.ts';
import { type DatabaseKind, nameOf, snapshotTags } from './snapshot.ts';
import { snapshotName } from './snapshot-name.ts';

/** A snapshot as the user wants it. */
export interface SnapshotTarget {
  readonly kind: DatabaseKind;
  /** Identifier of the instance or cluster. */
  readonly id: string;
  /** Default: a name made of database, commit and release. */
  readonly snapshotId?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** How many of our snapshots of this database stay; absent: none is deleted. */
  readonly keep?: number;
  /** Ids of snapshots that releases refer to: never deleted. */
  readonly recorded?: readonly string[];
  /** `false`: returns as soon as it has begun. */
  readonly wait: boolean;
  /** Milliseconds, a busy database included. */
  readonly timeoutMs: number;
}

export interface SnapshotResult {
  /** Verdict `succeeded`; `unchanged` when this release had taken it before; `started` when it was not waited for. */
  readonly snapshot: ReportSnapshot;
  readonly kind: DatabaseKind;
  /** Ids of the older snapshots that were deleted. */
  readonly deleted: readonly string[];
}

/**
 * Snapshots a database and waits until the snapshot is available. Run again for the same release it finds its own
 * snapshot. A cancel ends the waiting and leaves the snapshot. Throws `snapshot-failed`, `not-found`, `quota-exceeded`,
 * `invalid-input`, `deadline-exceeded` (verdict `timed-out`), `AwsError`; the reason of the signal.
 */
export async function snapshotDatabase(target: SnapshotTarget, host: Host, aws: Aws): Promise<SnapshotResult> {
  const { clock, log, report, signal } = host;
  const start = clock.now();
  const rds = await connectRds(aws);
  const database = await findDatabase(rds, target);
  if (database.memberAsked !== undefined) {
    log.info(`${database.memberAsked} is a member of the cluster ${database.id}: the whole cluster is snapshotted`);
  }
  const deadline = start + target.timeoutMs;
  const order = { id: snapshotIdOf(target, database.id, host), tags: tagsOf(target, host), busyUntil: deadline };
  const created = await createSnapshot(rds, database, order, host);
  announce(created, database, host);
  if (!target.wait) {
    return { snapshot: reported(created, database, 'started'), kind: database.kind, deleted: [] };
  }
  const snapshot = await followSnapshot(rds, database, created.snapshot, { clock, log, signal, deadline });
  const tookMs = clock.now() - start;
  report.note(`snapshot ${snapshot.id} of ${nameOf(database)} available`);
  const unchanged = created.adopted && created.snapshot.status === 'available';
  return {
    snapshot: { ...reported({ ...created, snapshot }, database, unchanged ? 'unchanged' : 'succeeded'), tookMs },
    kind: database.kind,
    deleted: await prune(rds, database, target, host),
  };
}

/** The name that the snapshot gets: the user's, or one made for this release. */
export const snapshotIdOf = ({ snapshotId }: SnapshotTarget, database: string, { run }: Pick<Host, 'run'>): string =>
  (snapshotId ?? snapshotName(database, run.release, run.commit)).toLowerCase();

function tagsOf(target: SnapshotTarget, { run }: Host): Readonly<Record<string, string>> {
  return {
    ...target.tags,
    [snapshotTags.release]: run.release,
    ...(run.commit === undefined ? {} : { [snapshotTags.commit]: run.commit }),
    ...(run.repository === undefined ? {} : { [snapshotTags.repository]: run.repository }),
  };
}

function announce({ snapshot, adopted }: Created, database: Database, { log, report }: Host): void {
  const what = adopted ? 'found again, begun earlier by this release' : 'begun';
  log.info(`snapshot ${snapshot.id} of ${nameOf(database)} ${what}`);
  report.note(`snapshot ${snapshot.id} of ${nameOf(database)} ${what}`);
}

const reported = (created: Created, database: Database, verdict: ReportSnapshot['verdict']): ReportSnapshot => ({
  database: database.id,
  id: created.snapshot.id,
  arn: created.snapshot.arn,
  verdict,
});

/** Trouble with old snapshots is a warning: the new one is there. */
async function prune(rds: Rds, database: Database, target: SnapshotTarget, host: Host): Promise<readonly string[]> {
  if (target.keep === undefined) return [];
  const { log, report } = host;
  try {
    const { deleted, left } = await pruneSnapshots(rds, database, {
      keep: target.keep,
      recorded: target.recorded ?? [],
    });
    if (deleted.length > 0) log.info(`deleted older snapshots of ${nameOf(database)}: ${deleted.join(', ')}`);
    for (const line of left) report.warn(`an older snapshot could not be deleted: ${line}`);
    return deleted;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    report.warn(
      `older snapshots of ${nameOf(database)} were left: ${error.operation}: ${error.code}: ${error.message}`,
    );
    return [];
  }
}
