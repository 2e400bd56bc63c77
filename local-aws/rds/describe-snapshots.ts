import { AwsFault } from '../service.ts';
import { type DatabaseKind, tagList } from './databases.ts';
import { filtersOf, pageOf, type QueryInput, textOf } from './query-input.ts';
import { notFound, type Snapshot, type Snapshots } from './snapshots.ts';
import * as texts from './texts.ts';

/**
 * One page of snapshots, with the marker of the next. An id that does not exist is an error, a database that does not
 * exist gives an empty list (getmoto/moto pull request 1585 compares with AWS).
 */
export function describeSnapshots(snapshots: Snapshots, kind: DatabaseKind, input: QueryInput) {
  const name = kind === 'cluster' ? 'DBCluster' : 'DBInstance';
  const id = textOf(input, kind === 'cluster' ? 'DBClusterSnapshotIdentifier' : 'DBSnapshotIdentifier');
  if (id !== undefined && snapshots.find(kind, id) === undefined) throw notFound(kind, id);
  const database = textOf(input, `${name}Identifier`)?.toLowerCase();
  const type = textOf(input, 'SnapshotType');
  let chosen = snapshots
    .all(kind)
    .filter((one) => id === undefined || one === snapshots.find(kind, id))
    .filter((one) => database === undefined || one.database.id === database || one.database.arn === database)
    .filter((one) => type === undefined || one.type === type);
  for (const { name: filter, values } of filtersOf(input)) {
    const read = filters[kind][filter];
    if (read === undefined) throw new AwsFault('InvalidParameterValue', texts.unknownFilter(filter));
    chosen = chosen.filter((one) => values.some((value) => read(one).includes(value)));
  }
  return pageOf(chosen, input);
}

const shared = { 'snapshot-type': (one: Snapshot) => [one.type], engine: (one: Snapshot) => [one.database.engine] };

const filters: Record<DatabaseKind, Readonly<Record<string, (one: Snapshot) => readonly string[]>>> = {
  instance: {
    ...shared,
    'db-instance-id': (one) => [one.database.id, one.database.arn],
    'db-snapshot-id': (one) => [one.id],
    'dbi-resource-id': (one) => [one.database.resourceId],
  },
  cluster: {
    ...shared,
    'db-cluster-id': (one) => [one.database.id, one.database.arn],
    'db-cluster-snapshot-id': (one) => [one.id],
  },
};

/** The answer's members. The time of an instance's snapshot is absent until something of it is taken. */
export function snapshotView(one: Snapshot, now: number, status: string = one.status) {
  const percent = Math.floor(one.progress(now));
  const taken = one.kind === 'cluster' || percent > 0;
  const common = {
    Status: status,
    PercentProgress: one.status === 'available' ? 100 : Math.min(percent, 99),
    SnapshotType: one.type,
    Engine: one.database.engine,
    EngineVersion: '16.4',
    MasterUsername: 'postgres',
    AllocatedStorage: one.database.storage,
    SnapshotCreateTime: taken ? new Date(one.requestedAt) : undefined,
    TagList: tagList(one.tags),
  };
  return one.kind === 'cluster'
    ? {
        ...common,
        DBClusterSnapshotIdentifier: one.id,
        DBClusterSnapshotArn: one.arn,
        DBClusterIdentifier: one.database.id,
        DbClusterResourceId: one.database.resourceId,
        ClusterCreateTime: new Date(one.database.createdAt),
        StorageEncrypted: true,
      }
    : {
        ...common,
        DBSnapshotIdentifier: one.id,
        DBSnapshotArn: one.arn,
        DBInstanceIdentifier: one.database.id,
        DbiResourceId: one.database.resourceId,
        InstanceCreateTime: new Date(one.database.createdAt),
        Encrypted: true,
      };
}
