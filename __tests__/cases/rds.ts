import type { SnapshotTarget } from '#rds/snapshot-database';
import type { ReasonCode } from '#report/reasons';
import { type databaseWorld, expectedId } from '../packages/rds/database-world.ts';

type Given = ReturnType<typeof databaseWorld>;

export interface SnapshotCase {
  readonly name: string;
  readonly given?: (world: Given) => void;
  readonly quota?: number;
  readonly target?: Partial<SnapshotTarget>;
  readonly code: ReasonCode;
  readonly what: string;
  readonly fix: string;
  readonly evidence: string;
  readonly verdict?: string;
}

/** What keeps a snapshot from being taken, and what is said. */
export const snapshotCases: readonly SnapshotCase[] = [
  {
    name: 'the snapshot fails on the way',
    given: ({ rds }) => rds.nextSnapshot({ end: 'failed', takesMs: 60_000 }),
    code: 'snapshot-failed',
    what: `the snapshot ${expectedId} of db-instance shop-db ended as failed`,
    fix: 'Logs & events of db-instance shop-db',
    evidence: 'failed, 40 %',
  },
  {
    name: 'somebody deletes it meanwhile',
    given: ({ rds, clock, faults }) => {
      rds.nextSnapshot({ end: 'stuck' });
      const gone = { kind: 'error', code: 'DBSnapshotNotFound', message: 'DBSnapshot not found', status: 404 } as const;
      faults.add({ operation: 'rds:DescribeDBSnapshots', from: clock.now() + 90_000, do: gone });
    },
    code: 'snapshot-failed',
    what: 'is gone: somebody deleted it',
    fix: 'run again',
    evidence: 'creating, 36 %',
  },
  {
    name: 'it does not end in time',
    given: ({ rds }) => rds.nextSnapshot({ end: 'stuck', stopsAt: 12 }),
    target: { timeoutMs: 600_000 },
    code: 'deadline-exceeded',
    what: 'is creating at 12 % and the time is up',
    fix: 'Raise timeout-minutes',
    evidence: 'creating, 12 %',
    verdict: 'timed-out',
  },
  {
    name: 'the database stays busy',
    given: ({ rds }) => rds.setStatus('instance', 'shop-db', 'modifying'),
    target: { timeoutMs: 300_000 },
    code: 'deadline-exceeded',
    what: 'db-instance shop-db stayed modifying',
    fix: 'Wait until db-instance shop-db is available',
    evidence: 'InvalidDBInstanceState',
    verdict: 'timed-out',
  },
  {
    name: 'the database is stopped',
    given: ({ rds }) => rds.setStatus('instance', 'shop-db', 'stopped'),
    code: 'snapshot-failed',
    what: 'db-instance shop-db is stopped',
    fix: 'Start db-instance shop-db',
    evidence: 'status: stopped',
  },
  {
    name: 'there is no such database',
    target: { id: 'nobody' },
    code: 'not-found',
    what: 'there is no db-instance nobody in this account and region',
    fix: 'aws-region',
    evidence: 'DBInstanceNotFound',
  },
  {
    name: 'the name is a cluster',
    target: { id: 'patient' },
    code: 'not-found',
    what: 'there is no db-instance patient',
    fix: 'give it as db-cluster instead of db-instance',
    evidence: 'DBInstanceNotFound',
  },
  {
    name: 'the quota is reached',
    quota: 1,
    given: ({ rds }) => rds.addSnapshot({ kind: 'instance', id: 'old', database: 'shop-db' }),
    code: 'quota-exceeded',
    what: 'Cannot create more than 1 manual snapshots',
    fix: 'Service Quotas',
    evidence: 'SnapshotQuotaExceeded',
  },
  {
    name: 'the name belongs to another release',
    given: ({ rds }) =>
      rds.addSnapshot({
        kind: 'instance',
        id: 'nightly',
        database: 'shop-db',
        tags: { 'deploy-actions:release': '700-1' },
      }),
    target: { snapshotId: 'nightly' },
    code: 'snapshot-failed',
    what: 'a snapshot nightly exists already and belongs to release 700-1',
    fix: 'Give another snapshot-id',
    evidence: 'already exists',
  },
  {
    name: 'the name is not legal',
    target: { snapshotId: '7-days' },
    code: 'invalid-input',
    what: 'is not a valid identifier',
    fix: 'snapshot-id',
    evidence: 'CreateDBSnapshot',
  },
];
