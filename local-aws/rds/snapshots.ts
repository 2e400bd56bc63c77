import { AwsFault } from '../service.ts';
import type { World } from '../world.ts';
import type { Database, DatabaseKind, Databases } from './databases.ts';
import type { Tag } from './query-input.ts';
import * as texts from './texts.ts';

/** How the next snapshot goes. `stuck` never ends. */
export interface SnapshotFate {
  /** Milliseconds from the request to the end. */
  readonly takesMs?: number;
  readonly end?: 'available' | 'failed' | 'stuck';
  /** Percent at which a failing or stuck snapshot stays; default 40. */
  readonly stopsAt?: number;
}

export interface SnapshotOptions {
  /** Manual snapshots of a kind that an account may have in a Region; default 100. */
  readonly quota?: number;
  /** Milliseconds that a snapshot of an instance takes; default 4 minutes. */
  readonly instanceMs?: number;
  /** Milliseconds that a snapshot of a cluster takes; default 90 seconds. */
  readonly clusterMs?: number;
}

export interface Snapshot {
  readonly kind: DatabaseKind;
  readonly id: string;
  readonly arn: string;
  readonly database: Database;
  readonly type: 'manual' | 'automated';
  readonly requestedAt: number;
  /** Exact share of the work that is done at `now`, from 0 to 100. */
  readonly progress: (now: number) => number;
  readonly tags: Map<string, string>;
  status: 'creating' | 'available' | 'failed';
}

/** A snapshot that was there before: for tests of paging, quotas and pruning. */
export interface SnapshotSeed {
  readonly kind: DatabaseKind;
  readonly id: string;
  readonly database: string;
  readonly type?: 'manual' | 'automated';
  readonly status?: 'available' | 'failed';
  /** Milliseconds before now; default one day. */
  readonly ageMs?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A database that can be snapshotted: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html */
const ready = new Set(['available', 'storage-optimization']);

export class Snapshots {
  readonly #world: World;
  readonly #databases: Databases;
  readonly #options: Required<SnapshotOptions>;
  readonly #fates: SnapshotFate[] = [];
  #all: Snapshot[] = [];

  constructor(world: World, databases: Databases, options: SnapshotOptions) {
    this.#world = world;
    this.#databases = databases;
    this.#options = { quota: 100, instanceMs: 240_000, clusterMs: 90_000, ...options };
  }

  /** The next snapshot, of whatever database, goes this way; several are used in order. */
  next(fate: SnapshotFate): void {
    this.#fates.push(fate);
  }

  seed(seed: SnapshotSeed): void {
    const database = this.#databases.find(seed.kind, seed.database);
    if (database === undefined) throw new Error(`add the ${seed.kind} ${seed.database} first`);
    this.#add({
      ...this.#named(seed.kind, seed.id),
      database,
      type: seed.type ?? 'manual',
      requestedAt: this.#world.clock.now() - (seed.ageMs ?? 86_400_000),
      progress: () => 100,
      tags: new Map(Object.entries(seed.tags ?? {})),
      status: seed.status ?? 'available',
    });
  }

  all(kind: DatabaseKind): readonly Snapshot[] {
    return this.#all.filter((one) => one.kind === kind);
  }

  find(kind: DatabaseKind, id: string): Snapshot | undefined {
    return this.#all.find((one) => one.kind === kind && (one.id === id.toLowerCase() || one.arn === id));
  }

  findByArn(arn: string): Snapshot | undefined {
    return this.#all.find((one) => one.arn === arn);
  }

  take(kind: DatabaseKind, id: string, databaseId: string, tags: readonly Tag[]): Snapshot {
    checkName(kind, id);
    const database = this.#takeable(kind, id, databaseId);
    const { clock } = this.#world;
    const fate = this.#fates.shift() ?? {};
    const { takesMs = kind === 'cluster' ? this.#options.clusterMs : this.#options.instanceMs } = fate;
    const { end = 'available', stopsAt = end === 'available' ? 100 : 40 } = fate;
    const start = clock.now();
    const snapshot: Snapshot = {
      ...this.#named(kind, id),
      database,
      type: 'manual',
      requestedAt: start,
      progress: (now) => Math.min(stopsAt, Math.max(0, ((now - start) / takesMs) * 100)),
      tags: new Map(tags.map((tag) => [tag.Key, tag.Value])),
      status: 'creating',
    };
    this.#add(snapshot);
    const before = database.status;
    this.#databases.setStatus(database, 'backing-up');
    if (end === 'stuck') return snapshot;
    clock.at(start + takesMs, () => {
      snapshot.status = end;
      this.#note(snapshot, end);
      if (database.status === 'backing-up') this.#databases.setStatus(database, before);
    });
    return snapshot;
  }

  delete(kind: DatabaseKind, id: string): Snapshot {
    const snapshot = this.find(kind, id);
    if (snapshot === undefined) throw notFound(kind, id);
    const code = kind === 'cluster' ? 'InvalidDBClusterSnapshotStateFault' : 'InvalidDBSnapshotState';
    if (snapshot.type !== 'manual') throw new AwsFault(code, texts.onlyManual);
    if (snapshot.status === 'creating') throw new AwsFault(code, texts.snapshotNotDeletable(id, snapshot.status));
    this.#all = this.#all.filter((one) => one !== snapshot);
    this.#note(snapshot, 'deleted');
    return snapshot;
  }

  #takeable(kind: DatabaseKind, id: string, databaseId: string): Database {
    const cluster = kind === 'cluster';
    const database = this.#databases.find(kind, databaseId);
    if (database === undefined) {
      const code = cluster ? 'DBClusterNotFoundFault' : 'DBInstanceNotFound';
      throw new AwsFault(code, texts.databaseNotFound(cluster, databaseId), 404);
    }
    if (database.cluster !== undefined) throw new AwsFault('InvalidParameterValue', texts.memberOfCluster);
    if (this.find(kind, id) !== undefined) {
      const code = cluster ? 'DBClusterSnapshotAlreadyExistsFault' : 'DBSnapshotAlreadyExists';
      throw new AwsFault(code, texts.snapshotExists(id.toLowerCase()));
    }
    if (!ready.has(database.status)) {
      const code = cluster ? 'InvalidDBClusterStateFault' : 'InvalidDBInstanceState';
      throw new AwsFault(code, texts.databaseNotAvailable(cluster, database.id));
    }
    if (this.all(kind).filter((one) => one.type === 'manual').length >= this.#options.quota) {
      throw new AwsFault('SnapshotQuotaExceeded', texts.quotaExceeded(this.#options.quota));
    }
    return database;
  }

  #named(kind: DatabaseKind, id: string) {
    const { account, region } = this.#world;
    const part = kind === 'cluster' ? 'cluster-snapshot' : 'snapshot';
    return { kind, id: id.toLowerCase(), arn: `arn:aws:rds:${region}:${account}:${part}:${id.toLowerCase()}` };
  }

  #add(snapshot: Snapshot): void {
    this.#all.push(snapshot);
    this.#note(snapshot, snapshot.status);
  }

  #note(snapshot: Snapshot, state: string): void {
    const { clock, timeline } = this.#world;
    timeline.push({ at: clock.now(), kind: 'rds.snapshot', subject: snapshot.arn, state });
  }
}

export function notFound(kind: DatabaseKind, id: string): AwsFault {
  const code = kind === 'cluster' ? 'DBClusterSnapshotNotFoundFault' : 'DBSnapshotNotFound';
  return new AwsFault(code, texts.snapshotNotFound(kind === 'cluster', id), 404);
}

function checkName(kind: DatabaseKind, id: string): void {
  const parameter = kind === 'cluster' ? 'DBClusterSnapshotIdentifier' : 'DBSnapshotIdentifier';
  if (!/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/.test(id)) {
    throw new AwsFault('InvalidParameterValue', texts.notAnIdentifier(parameter));
  }
  const longest = kind === 'cluster' ? 63 : 255;
  if (id.length > longest) throw new AwsFault('InvalidParameterValue', texts.identifierTooLong(parameter, longest));
}
