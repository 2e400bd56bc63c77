import { AwsError } from '#aws/aws-error';
import type { Rds } from './client.ts';
import { describeSnapshots } from './describe-snapshots.ts';
import { type DatabaseRef, type Snapshot, snapshotTags } from './snapshot.ts';

export interface PruneOptions {
  /** How many of our snapshots stay, at least 1; the newest ones. */
  readonly keep: number;
  /** Ids of snapshots that a release refers to: they stay and do not count. */
  readonly recorded: readonly string[];
}

export interface Pruned {
  readonly deleted: readonly string[];
  /** One line for each snapshot that should have gone and did not. */
  readonly left: readonly string[];
}

/**
 * Deletes our older snapshots of a database. Ours are those that carry a release; one that carries `deploy-actions:keep`
 * or is recorded stays, and so do snapshots that are not finished, and the newest available one whatever `keep` says.
 * A snapshot that cannot be deleted is named, and is no failure. Throws `AwsError` when they cannot be listed.
 */
export async function pruneSnapshots(rds: Rds, database: DatabaseRef, options: PruneOptions): Promise<Pruned> {
  const deleted: string[] = [];
  const left: string[] = [];
  for (const snapshot of surplus(await describeSnapshots(rds, database), options)) {
    try {
      await deleteSnapshot(rds, database, snapshot.id);
      deleted.push(snapshot.id);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.kind === 'not-found') continue;
      left.push(`${snapshot.id}: ${error.code}: ${error.message}`);
    }
  }
  return { deleted, left };
}

/** The snapshots that may go, oldest first. */
export function surplus(snapshots: readonly Snapshot[], { keep, recorded }: PruneOptions): readonly Snapshot[] {
  const ours = snapshots
    .filter((one) => one.tags[snapshotTags.release] !== undefined)
    .filter((one) => one.tags[snapshotTags.keep] === undefined && !recorded.includes(one.id))
    .sort((a, b) => ageOrder(a) - ageOrder(b));
  const available = ours.filter((one) => one.status === 'available');
  const newest = available.slice(-Math.max(1, keep));
  const since = newest[0] === undefined ? Number.NEGATIVE_INFINITY : ageOrder(newest[0]);
  return ours.filter(
    (one) =>
      !newest.includes(one) && (one.status === 'available' || (one.status === 'failed' && ageOrder(one) < since)),
  );
}

/** Without a time it has just begun. */
const ageOrder = (snapshot: Snapshot) => snapshot.takenAt ?? Number.MAX_SAFE_INTEGER;

async function deleteSnapshot(rds: Rds, { kind }: DatabaseRef, id: string): Promise<void> {
  if (kind === 'cluster') await rds.call('DeleteDBClusterSnapshot', { DBClusterSnapshotIdentifier: id });
  else await rds.call('DeleteDBSnapshot', { DBSnapshotIdentifier: id });
}
