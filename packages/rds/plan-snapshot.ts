import type { Aws } from '#aws/client';
import type { ReportSnapshot } from '#report/deployment-report';
import type { Host } from '#report/host';
import { connectRds } from './client.ts';
import { describeSnapshots } from './describe-snapshots.ts';
import { findDatabase } from './find-database.ts';
import { surplus } from './prune-snapshots.ts';
import { nameOf, snapshotTags } from './snapshot.ts';
import { type SnapshotTarget, snapshotIdOf } from './snapshot-database.ts';

export interface SnapshotPlan {
  /** Verdict `planned`. */
  readonly snapshot: ReportSnapshot;
  /** What would happen, in order, a line each. */
  readonly lines: readonly string[];
}

/** What `snapshotDatabase` would do; reads only. Throws `not-found`, `AwsError`. */
export async function planSnapshot(target: SnapshotTarget, host: Host, aws: Aws): Promise<SnapshotPlan> {
  const rds = await connectRds(aws);
  const database = await findDatabase(rds, target);
  const id = snapshotIdOf(target, database.id, host);
  const all = await describeSnapshots(rds, database);
  const { keep, recorded = [] } = target;
  const coming = {
    id,
    arn: '',
    database: database.id,
    status: 'available',
    percent: 100,
    tags: { [snapshotTags.release]: host.run.release },
  };
  const after = [...all.filter((one) => one.id !== id), coming];
  const goes = keep === undefined || !target.wait ? [] : surplus(after, { keep, recorded });
  const lines = [
    ...(database.memberAsked === undefined ? [] : [`${database.memberAsked} is a member of ${nameOf(database)}`]),
    ...(database.status === 'available'
      ? []
      : [`would wait until ${nameOf(database)} (${database.status}) is available`]),
    all.some((one) => one.id === id)
      ? `a snapshot ${id} of ${nameOf(database)} exists already`
      : `would take the snapshot ${id} of ${nameOf(database)}`,
    ...goes.map((one) => `would delete the older snapshot ${one.id}`),
  ];
  return { snapshot: { database: database.id, id, verdict: 'planned' }, lines };
}
