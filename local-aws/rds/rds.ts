import { AwsFault, type Service } from '../service.ts';
import type { World } from '../world.ts';
import { type ClusterSpec, type DatabaseKind, Databases, type InstanceSpec, tagList } from './databases.ts';
import { describeSnapshots, snapshotView } from './describe-snapshots.ts';
import { listOf, type QueryInput, requiredText, tagsOf } from './query-input.ts';
import { notFound, type SnapshotFate, type SnapshotOptions, type SnapshotSeed, Snapshots } from './snapshots.ts';
import * as texts from './texts.ts';

export interface Rds {
  readonly service: Service;
  addInstance(spec: InstanceSpec): void;
  addCluster(spec: ClusterSpec): void;
  /** The status that a database shows from now on: `modifying`, `stopped`, `available`, … */
  setStatus(kind: DatabaseKind, id: string, status: string): void;
  /** A snapshot that was there before. */
  addSnapshot(seed: SnapshotSeed): void;
  /** How the next snapshot goes: how long it takes, whether it fails or never ends. */
  nextSnapshot(fate: SnapshotFate): void;
  /** Ids of the snapshots that exist, oldest first. */
  snapshotIds(kind: DatabaseKind): readonly string[];
  /** Tags of a snapshot or database, by ARN. */
  tags(arn: string): Readonly<Record<string, string>>;
}

/** RDS: databases that were added, snapshots that take time. Databases cannot be created or changed through its API. */
export function createRds(world: World, options: SnapshotOptions = {}): Rds {
  const databases = new Databases(world);
  const snapshots = new Snapshots(world, databases, options);
  const tagged = (arn: string): Map<string, string> => {
    const found = snapshots.findByArn(arn) ?? databases.findByArn(arn);
    if (found !== undefined) return found.tags;
    throw noResource(arn);
  };
  const service: Service = {
    name: 'rds',
    protocol: { kind: 'query', apiVersion: '2014-10-31', namespace: 'http://rds.amazonaws.com/doc/2014-10-31/' },
    operations: {
      DescribeDBInstances: databases.describeInstances,
      DescribeDBClusters: databases.describeClusters,
      ...snapshotOperations(world, snapshots),
      AddTagsToResource(input: QueryInput) {
        const tags = tagged(requiredText(input, 'ResourceName'));
        for (const tag of tagsOf(input)) tags.set(tag.Key, tag.Value);
        return {};
      },
      RemoveTagsFromResource(input: QueryInput) {
        const tags = tagged(requiredText(input, 'ResourceName'));
        for (const key of listOf(input.TagKeys)) tags.delete(String(key));
        return {};
      },
      ListTagsForResource: (input: QueryInput) => ({ TagList: tagList(tagged(requiredText(input, 'ResourceName'))) }),
    },
  };
  return {
    service,
    addInstance: (spec) => databases.addInstance(spec),
    addCluster: (spec) => databases.addCluster(spec),
    setStatus(kind, id, status) {
      const database = databases.find(kind, id);
      if (database === undefined) throw new Error(`there is no ${kind} ${id}`);
      databases.setStatus(database, status);
    },
    addSnapshot: (seed) => snapshots.seed(seed),
    nextSnapshot: (fate) => snapshots.next(fate),
    snapshotIds: (kind) => snapshots.all(kind).map((one) => one.id),
    tags: (arn) => Object.fromEntries(tagged(arn)),
  };
}

function snapshotOperations(world: World, snapshots: Snapshots): Service['operations'] {
  const view = (one: Parameters<typeof snapshotView>[0], status?: string) =>
    snapshotView(one, world.clock.now(), status);
  return {
    CreateDBSnapshot(input: QueryInput) {
      const id = requiredText(input, 'DBSnapshotIdentifier');
      const database = requiredText(input, 'DBInstanceIdentifier');
      return { DBSnapshot: view(snapshots.take('instance', id, database, tagsOf(input))) };
    },
    CreateDBClusterSnapshot(input: QueryInput) {
      const id = requiredText(input, 'DBClusterSnapshotIdentifier');
      const database = requiredText(input, 'DBClusterIdentifier');
      return { DBClusterSnapshot: view(snapshots.take('cluster', id, database, tagsOf(input))) };
    },
    DescribeDBSnapshots(input: QueryInput) {
      const { page, marker } = describeSnapshots(snapshots, 'instance', input);
      return { DBSnapshots: page.map((one) => view(one)), Marker: marker };
    },
    DescribeDBClusterSnapshots(input: QueryInput) {
      const { page, marker } = describeSnapshots(snapshots, 'cluster', input);
      return { DBClusterSnapshots: page.map((one) => view(one)), Marker: marker };
    },
    DeleteDBSnapshot(input: QueryInput) {
      const deleted = snapshots.delete('instance', requiredText(input, 'DBSnapshotIdentifier'));
      return { DBSnapshot: view(deleted, 'deleted') };
    },
    DeleteDBClusterSnapshot(input: QueryInput) {
      const deleted = snapshots.delete('cluster', requiredText(input, 'DBClusterSnapshotIdentifier'));
      return { DBClusterSnapshot: view(deleted, 'deleted') };
    },
  };
}

/** The fault of an ARN that names nothing here, by the kind of resource that it names. */
function noResource(arn: string): AwsFault {
  const [, part, id] = /^arn:aws:rds:[^:]+:\d{12}:(snapshot|cluster-snapshot|db|cluster):(.+)$/.exec(arn) ?? [];
  if (part === undefined || id === undefined) return new AwsFault('InvalidParameterValue', texts.badResourceName(arn));
  if (part === 'snapshot') return notFound('instance', id);
  if (part === 'cluster-snapshot') return notFound('cluster', id);
  const code = part === 'cluster' ? 'DBClusterNotFoundFault' : 'DBInstanceNotFound';
  return new AwsFault(code, texts.databaseNotFound(part === 'cluster', id), 404);
}
