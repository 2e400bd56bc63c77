import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import { until } from '#base/until';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Rds } from './client.ts';
import { clusterSnapshot, describeSnapshot, instanceSnapshot } from './describe-snapshots.ts';
import { alreadyExists, explainSnapshotError, isBusy } from './explain-snapshot-error.ts';
import { type Database, findDatabase } from './find-database.ts';
import { nameOf, type Snapshot, snapshotTags } from './snapshot.ts';

export interface SnapshotOrder {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch until which a busy database is waited for. */
  readonly busyUntil: number;
}

export interface Created {
  readonly snapshot: Snapshot;
  /** It was there already, made by this release. */
  readonly adopted: boolean;
}

/** States that no waiting changes: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html */
const hopeless = /^(stopped|stopping|deleting|failed|storage-full|inaccessible-.*|incompatible-.*|restore-error)$/;

/**
 * Begins a snapshot, or adopts the one that this release began before. A database that is busy (`backing-up`,
 * `modifying`) is asked again every 10 s. Throws `snapshot-failed`, `quota-exceeded`, `not-found`, `invalid-input`,
 * `deadline-exceeded`, `AwsError`; the reason of the signal.
 */
export async function createSnapshot(
  rds: Rds,
  database: Database,
  order: SnapshotOrder,
  { clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
): Promise<Created> {
  let status = database.status;
  let refusal = '';
  const waited = await until<Created>(
    async (looks) => {
      if (looks > 1) status = await statusNow(rds, database);
      if (hopeless.test(status)) throw notSnapshottable(database, status, refusal);
      try {
        return { snapshot: await begin(rds, database, order), adopted: false };
      } catch (error) {
        if (alreadyExists(error)) return { snapshot: await adopt(rds, database, order, error), adopted: true };
        if (!isBusy(error)) throw explainSnapshotError(error, database);
        refusal = `${error.operation}: ${error.code}: ${error.message}`;
        if (looks === 1) log.info(`${nameOf(database)} is ${status}: waiting until a snapshot can begin`);
        return undefined;
      }
    },
    { clock, signal, pauseMs: () => 10_000, budgetMs: order.busyUntil - clock.now() },
  );
  if (waited.kind === 'answer') return waited.value;
  throw new Failure(
    diagnosis('deadline-exceeded', {
      what: `${nameOf(database)} stayed ${status}, so that its snapshot could not begin`,
      where: nameOf(database),
      evidence: [`status: ${status}`, refusal],
      fix: `Wait until ${nameOf(database)} is available (another backup, a modification?), then run again.
Or raise timeout-minutes.`,
    }),
    { verdict: 'timed-out' },
  );
}

async function begin(rds: Rds, database: Database, order: SnapshotOrder): Promise<Snapshot> {
  const Tags = Object.entries(order.tags).map(([Key, Value]) => ({ Key, Value }));
  if (database.kind === 'cluster') {
    const { DBClusterSnapshot: made = {} } = await rds.call('CreateDBClusterSnapshot', {
      DBClusterSnapshotIdentifier: order.id,
      DBClusterIdentifier: database.id,
      Tags,
    });
    return clusterSnapshot(made);
  }
  const { DBSnapshot: made = {} } = await rds.call('CreateDBSnapshot', {
    DBSnapshotIdentifier: order.id,
    DBInstanceIdentifier: database.id,
    Tags,
  });
  return instanceSnapshot(made);
}

/** A snapshot of that name is ours when it carries this release and is of this database; an older one would be stale. */
async function adopt(rds: Rds, database: Database, order: SnapshotOrder, cause: Error): Promise<Snapshot> {
  const found = await describeSnapshot(rds, database.kind, order.id);
  const release = found?.tags[snapshotTags.release];
  if (found?.database === database.id && release === order.tags[snapshotTags.release]) return found;
  const owner = release === undefined ? 'was not made by deploy-actions' : `belongs to release ${release}`;
  throw new Failure(
    diagnosis('snapshot-failed', {
      what: `a snapshot ${order.id} exists already and ${owner}`,
      where: nameOf(database),
      evidence: [cause.message, `it is of ${found?.database ?? '(gone)'}, tags: ${JSON.stringify(found?.tags ?? {})}`],
      fix: `Give another snapshot-id, or leave it out: then every release has a name of its own (${nameOf(database)}).`,
    }),
    { cause },
  );
}

async function statusNow(rds: Rds, database: Database): Promise<string> {
  return (await findDatabase(rds, database)).status;
}

function notSnapshottable(database: Database, status: string, refusal: string): Failure {
  return new Failure(
    diagnosis('snapshot-failed', {
      what: `${nameOf(database)} is ${status}: RDS takes snapshots of available databases only`,
      where: nameOf(database),
      evidence: [`status: ${status}`, refusal].filter((line) => line !== ''),
      fix: status.startsWith('stop')
        ? `Start ${nameOf(database)} and wait until it is available, then run again.`
        : `Bring ${nameOf(database)} back to available first (RDS console, Logs & events).`,
    }),
  );
}
