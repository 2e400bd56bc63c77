import { AwsFault } from '../service.ts';
import type { World } from '../world.ts';
import { filtersOf, pageOf, type QueryInput, type Tag, textOf } from './query-input.ts';
import * as texts from './texts.ts';

export type DatabaseKind = 'instance' | 'cluster';

export interface InstanceSpec {
  readonly id: string;
  /** Default `available`. */
  readonly status?: string;
  /** Default `postgres`, or the cluster's. */
  readonly engine?: string;
  /** The cluster that it is a member of; added before. */
  readonly cluster?: string;
  /** GiB; default 100. */
  readonly storage?: number;
}

export interface ClusterSpec {
  readonly id: string;
  readonly status?: string;
  /** Default `aurora-postgresql`; `postgres` and `mysql` make a Multi-AZ DB cluster. */
  readonly engine?: string;
}

export interface Database {
  readonly kind: DatabaseKind;
  readonly id: string;
  readonly arn: string;
  readonly engine: string;
  readonly cluster?: string;
  readonly storage: number;
  readonly createdAt: number;
  readonly resourceId: string;
  readonly tags: Map<string, string>;
  status: string;
}

export class Databases {
  readonly #world: World;
  readonly #all: Database[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  addInstance(spec: InstanceSpec): void {
    const cluster = spec.cluster === undefined ? undefined : this.find('cluster', spec.cluster);
    if (spec.cluster !== undefined && cluster === undefined) throw new Error(`add the cluster ${spec.cluster} first`);
    this.#add({
      kind: 'instance',
      id: spec.id.toLowerCase(),
      engine: spec.engine ?? cluster?.engine ?? 'postgres',
      status: spec.status ?? 'available',
      storage: spec.storage ?? 100,
      ...(cluster === undefined ? {} : { cluster: cluster.id }),
    });
  }

  addCluster(spec: ClusterSpec): void {
    const { engine = 'aurora-postgresql', status = 'available' } = spec;
    this.#add({ kind: 'cluster', id: spec.id.toLowerCase(), engine, status, storage: 1 });
  }

  find(kind: DatabaseKind, id: string): Database | undefined {
    return this.#all.find((one) => one.kind === kind && (one.id === id.toLowerCase() || one.arn === id));
  }

  findByArn(arn: string): Database | undefined {
    return this.#all.find((one) => one.arn === arn);
  }

  setStatus(database: Database, status: string): void {
    if (database.status === status) return;
    database.status = status;
    this.#note(database);
  }

  describeInstances = (input: QueryInput) => {
    const { page, marker } = pageOf(this.#chosen('instance', 'DBInstanceIdentifier', input), input);
    return { DBInstances: page.map((one) => this.#instanceView(one)), Marker: marker };
  };

  describeClusters = (input: QueryInput) => {
    const { page, marker } = pageOf(this.#chosen('cluster', 'DBClusterIdentifier', input), input);
    return { DBClusters: page.map((one) => this.#clusterView(one)), Marker: marker };
  };

  #chosen(kind: DatabaseKind, parameter: string, input: QueryInput): readonly Database[] {
    const id = textOf(input, parameter);
    if (id !== undefined && this.find(kind, id) === undefined) {
      const code = kind === 'cluster' ? 'DBClusterNotFoundFault' : 'DBInstanceNotFound';
      throw new AwsFault(code, texts.databaseNotDescribed(kind === 'cluster', id), 404);
    }
    let chosen = this.#all.filter((one) => one.kind === kind && (id === undefined || one === this.find(kind, id)));
    for (const { name, values } of filtersOf(input)) {
      const read = databaseFilters[name];
      if (read === undefined) throw new AwsFault('InvalidParameterValue', texts.unknownFilter(name));
      chosen = chosen.filter((one) => values.some((value) => read(one).includes(value)));
    }
    return chosen;
  }

  #instanceView(one: Database) {
    return {
      DBInstanceIdentifier: one.id,
      DBInstanceArn: one.arn,
      DBInstanceClass: 'db.t4g.medium',
      DBInstanceStatus: one.status,
      Engine: one.engine,
      EngineVersion: '16.4',
      MasterUsername: 'postgres',
      AllocatedStorage: one.storage,
      InstanceCreateTime: new Date(one.createdAt),
      DbiResourceId: one.resourceId,
      DBClusterIdentifier: one.cluster,
      MultiAZ: false,
      TagList: tagList(one.tags),
    };
  }

  #clusterView(one: Database) {
    const members = this.#all.filter((other) => other.cluster === one.id);
    return {
      DBClusterIdentifier: one.id,
      DBClusterArn: one.arn,
      Status: one.status,
      Engine: one.engine,
      EngineVersion: '16.4',
      MasterUsername: 'postgres',
      AllocatedStorage: one.storage,
      ClusterCreateTime: new Date(one.createdAt),
      DbClusterResourceId: one.resourceId,
      DBClusterMembers: members.map((member, index) => ({
        DBInstanceIdentifier: member.id,
        IsClusterWriter: index === 0,
        DBClusterParameterGroupStatus: 'in-sync',
        PromotionTier: 1,
      })),
      TagList: tagList(one.tags),
    };
  }

  #add(spec: Omit<Database, 'arn' | 'createdAt' | 'resourceId' | 'tags'>): void {
    if (this.find(spec.kind, spec.id) !== undefined) throw new Error(`${spec.kind} ${spec.id} exists already`);
    const { account, region, clock, random } = this.#world;
    const part = spec.kind === 'cluster' ? 'cluster' : 'db';
    const digits = Array.from({ length: 26 }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Math.floor(random() * 32)]);
    const database: Database = {
      ...spec,
      arn: `arn:aws:rds:${region}:${account}:${part}:${spec.id}`,
      createdAt: clock.now(),
      resourceId: `${part}-${digits.join('')}`,
      tags: new Map(),
    };
    this.#all.push(database);
    this.#note(database);
  }

  #note(database: Database): void {
    const { clock, timeline } = this.#world;
    timeline.push({ at: clock.now(), kind: `rds.${database.kind}`, subject: database.arn, state: database.status });
  }
}

const databaseFilters: Readonly<Record<string, (one: Database) => readonly string[]>> = {
  'db-instance-id': (one) => (one.kind === 'instance' ? [one.id, one.arn] : []),
  'db-cluster-id': (one) => (one.kind === 'cluster' ? [one.id, one.arn] : [one.cluster ?? '']),
  engine: (one) => [one.engine],
};

export const tagList = (tags: ReadonlyMap<string, string>): readonly Tag[] =>
  [...tags].map(([key, value]) => ({ Key: key, Value: value }));
