import type { DBClusterSnapshot, DBSnapshot, Tag } from '@aws-sdk/client-rds';
import { AwsError } from '#aws/aws-error';
import type { Rds } from './client.ts';
import type { DatabaseKind, DatabaseRef, Snapshot } from './snapshot.ts';

/** One snapshot; `undefined` when it does not exist. Throws `AwsError`. */
export async function describeSnapshot(rds: Rds, kind: DatabaseKind, id: string): Promise<Snapshot | undefined> {
  try {
    if (kind === 'cluster') {
      const { DBClusterSnapshots: found = [] } = await rds.call('DescribeDBClusterSnapshots', {
        DBClusterSnapshotIdentifier: id,
      });
      return found.map(clusterSnapshot)[0];
    }
    const { DBSnapshots: found = [] } = await rds.call('DescribeDBSnapshots', { DBSnapshotIdentifier: id });
    return found.map(instanceSnapshot)[0];
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

/** All manual snapshots of a database, in no order. Throws `AwsError`. */
export async function describeSnapshots(rds: Rds, { kind, id }: DatabaseRef): Promise<readonly Snapshot[]> {
  const all: Snapshot[] = [];
  let Marker: string | undefined;
  do {
    const page = { SnapshotType: 'manual', MaxRecords: 100, ...(Marker === undefined ? {} : { Marker }) };
    if (kind === 'cluster') {
      const answer = await rds.call('DescribeDBClusterSnapshots', { ...page, DBClusterIdentifier: id });
      all.push(...(answer.DBClusterSnapshots ?? []).map(clusterSnapshot));
      Marker = answer.Marker;
    } else {
      const answer = await rds.call('DescribeDBSnapshots', { ...page, DBInstanceIdentifier: id });
      all.push(...(answer.DBSnapshots ?? []).map(instanceSnapshot));
      Marker = answer.Marker;
    }
  } while (Marker !== undefined && Marker !== '');
  return all;
}

export const instanceSnapshot = (raw: DBSnapshot): Snapshot => ({
  id: raw.DBSnapshotIdentifier ?? '',
  arn: raw.DBSnapshotArn ?? '',
  database: raw.DBInstanceIdentifier ?? '',
  ...shared(raw),
});

export const clusterSnapshot = (raw: DBClusterSnapshot): Snapshot => ({
  id: raw.DBClusterSnapshotIdentifier ?? '',
  arn: raw.DBClusterSnapshotArn ?? '',
  database: raw.DBClusterIdentifier ?? '',
  ...shared(raw),
});

function shared(raw: DBSnapshot | DBClusterSnapshot): Pick<Snapshot, 'status' | 'percent' | 'takenAt' | 'tags'> {
  const takenAt = raw.SnapshotCreateTime?.getTime();
  return {
    status: raw.Status ?? 'unknown',
    percent: raw.PercentProgress ?? 0,
    ...(takenAt === undefined ? {} : { takenAt }),
    tags: tagsOf(raw.TagList ?? []),
  };
}

const tagsOf = (tags: readonly Tag[]) => Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
