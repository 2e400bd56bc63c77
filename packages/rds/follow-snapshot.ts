import { AwsError } from '#aws/aws-error';
import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import { until } from '#base/until';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Rds } from './client.ts';
import { describeSnapshot } from './describe-snapshots.ts';
import { type DatabaseRef, nameOf, type Snapshot } from './snapshot.ts';

/** Milliseconds after its creation for which a snapshot may be missing from answers. */
const settling = 60_000;
const heartbeat = 30_000;

/**
 * Waits until a snapshot is available. A line when its state changed or its progress moved by 10 %, else one in 30 s.
 * Throws `snapshot-failed`, `deadline-exceeded` (verdict `timed-out`), and with verdict `unknown` what keeps us from
 * looking (`credentials-expired`, `access-denied`); the reason of the signal. Nothing is undone: the snapshot goes on.
 */
export async function followSnapshot(
  rds: Rds,
  database: DatabaseRef,
  begun: Snapshot,
  { clock, log, signal, deadline }: { clock: Clock; log: Logger; signal: AbortSignal; deadline: number },
): Promise<Snapshot> {
  const start = clock.now();
  const tell = teller(clock, log);
  let last = begun;
  let trouble: string | undefined;
  const waited = await until<Snapshot>(
    async () => {
      const found = await look(rds, database, begun.id).catch((error: unknown) => {
        if (!(error instanceof AwsError)) throw error;
        if (error.kind !== 'throttled' && error.kind !== 'transient') throw lostSight(error, last);
        trouble = `${error.operation}: ${error.code}: ${error.message}`;
        return last;
      });
      if (found === undefined && clock.now() - start < settling) return undefined;
      if (found === undefined) throw ended(database, last, 'is gone: somebody deleted it');
      last = found;
      tell(found);
      if (found.status === 'available') return found;
      if (/^(failed|deleting|deleted|incompatible-.*)$/.test(found.status)) {
        throw ended(database, found, `ended as ${found.status}`);
      }
      return undefined;
    },
    {
      clock,
      signal,
      pauseMs: () => pauseOf(clock.now() - start, last.percent),
      budgetMs: deadline - start,
    },
  );
  if (waited.kind === 'answer') return waited.value;
  throw outOfTime(database, last, trouble);
}

const look = (rds: Rds, database: DatabaseRef, id: string) => describeSnapshot(rds, database.kind, id);

/** Dense at first, where clusters end, and near the end; an hour costs about 400 calls. */
function pauseOf(elapsed: number, percent: number): number {
  if (elapsed < 120_000 || percent >= 90) return 3_000;
  return elapsed < 600_000 ? 5_000 : 10_000;
}

function teller(clock: Clock, log: Logger): (snapshot: Snapshot) => void {
  let told: { status: string; percent: number; at: number } | undefined;
  return ({ id, status, percent }) => {
    const moved = told === undefined || told.status !== status || percent - told.percent >= 10;
    if (!moved && told !== undefined && clock.now() - told.at < heartbeat) return;
    told = { status, percent, at: clock.now() };
    log.info(`snapshot ${id}   ${status}${status === 'available' ? '' : `, ${percent} %`}`);
  };
}

function ended(database: DatabaseRef, snapshot: Snapshot, how: string): Failure {
  return new Failure(
    diagnosis('snapshot-failed', {
      what: `the snapshot ${snapshot.id} of ${nameOf(database)} ${how}`,
      where: nameOf(database),
      evidence: [`${snapshot.arn}: ${snapshot.status}, ${snapshot.percent} %`],
      fix: `Read Logs & events of ${nameOf(database)} in the RDS console, then run again: nothing was changed after it.
If ${snapshot.id} is still listed, delete it.`,
    }),
  );
}

/** We cannot look any more; what was begun goes on. */
function lostSight(error: AwsError, { arn, status, percent }: Snapshot): Failure {
  const { diagnosis: why } = error;
  const evidence = [...why.evidence, `when last seen, ${arn} was ${status} at ${percent} %; it goes on without us`];
  return new Failure({ ...why, evidence }, { cause: error, verdict: 'unknown' });
}

function outOfTime(database: DatabaseRef, snapshot: Snapshot, trouble: string | undefined): Failure {
  return new Failure(
    diagnosis('deadline-exceeded', {
      what: `the snapshot ${snapshot.id} of ${nameOf(database)} is ${snapshot.status} at ${snapshot.percent} % and the time is up`,
      where: nameOf(database),
      evidence: [
        `${snapshot.arn}: ${snapshot.status}, ${snapshot.percent} %`,
        ...(trouble === undefined ? [] : [trouble]),
      ],
      fix: `Raise timeout-minutes: a first snapshot and one after many writes take longest (${nameOf(database)}).
The snapshot goes on by itself: ${snapshot.arn}`,
    }),
    { verdict: 'timed-out' },
  );
}
