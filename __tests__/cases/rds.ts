import type { SnapshotTarget } from '#rds/snapshot-database';
import { Failure } from '#report/failure';
import type { ReasonCode } from '#report/reasons';
import {
  databaseNotAvailable,
  databaseNotDescribed,
  notAnIdentifier,
  quotaExceeded,
  snapshotExists,
  snapshotNotFound,
} from '../../local-aws/rds/texts.ts';
import { databaseWorld, expectedId } from '../packages/rds/database-world.ts';
import { rewordErrors } from '../support/reword-errors.ts';
import type { Twin } from './reword.ts';

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
  /** The sentence of RDS that its evidence quotes, when there is one. */
  readonly said?: string;
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
      const gone = {
        kind: 'error',
        code: 'DBSnapshotNotFound',
        message: snapshotNotFound(false, expectedId),
        status: 404,
      } as const;
      faults.add({ operation: 'rds:DescribeDBSnapshots', from: clock.now() + 90_000, do: gone });
    },
    code: 'snapshot-failed',
    what: 'is gone: somebody deleted it',
    fix: 'run again',
    evidence: 'creating, 36 %',
    said: snapshotNotFound(false, expectedId),
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
    said: databaseNotAvailable(false, 'shop-db'),
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
    said: databaseNotDescribed(false, 'nobody'),
  },
  {
    name: 'the name is a cluster',
    target: { id: 'patient' },
    code: 'not-found',
    what: 'there is no db-instance patient',
    fix: 'give it as db-cluster instead of db-instance',
    evidence: 'DBInstanceNotFound',
    said: databaseNotDescribed(false, 'patient'),
  },
  {
    name: 'the quota is reached',
    quota: 1,
    given: ({ rds }) => rds.addSnapshot({ kind: 'instance', id: 'old', database: 'shop-db' }),
    code: 'quota-exceeded',
    what: quotaExceeded(1),
    fix: 'Service Quotas',
    evidence: 'SnapshotQuotaExceeded',
    said: quotaExceeded(1),
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
    said: snapshotExists('nightly'),
  },
  {
    name: 'the name is not legal',
    target: { snapshotId: '7-days' },
    code: 'invalid-input',
    what: 'is not a valid identifier',
    fix: 'snapshot-id',
    evidence: 'CreateDBSnapshot',
    said: notAnIdentifier('DBSnapshotIdentifier'),
  },
];

/** What RDS answers is told by its error codes and states: with other sentences every case ends with the same code. */
export const twins: readonly Twin[] = snapshotCases
  .filter(({ said }) => said !== undefined)
  .map(({ name, code, said = '', given, target, quota }) => ({
    name,
    words: said,
    code,
    facts: code,
    async run(words) {
      const world = databaseWorld(quota === undefined ? {} : { quota }, (far) => rewordErrors(far, words));
      given?.(world);
      const failure = await world.snapshot(target).catch((error: unknown) => error);
      if (!(failure instanceof Failure)) throw new TypeError('the snapshot was taken');
      return failure.diagnosis;
    },
  }));
