import { expect, test } from '@jest/globals';
import type { SnapshotTarget } from '#rds/snapshot-database';
import { snapshotStep } from '#rds/snapshot-step';
import type { Failure } from '#report/failure';
import { databaseWorld, expectedId, wanted } from './database-world.ts';

type Given = ReturnType<typeof databaseWorld>;

interface Case {
  readonly name: string;
  readonly given?: (world: Given) => void;
  readonly quota?: number;
  readonly target?: Partial<SnapshotTarget>;
  readonly code: string;
  readonly what: string;
  readonly fix: string;
  readonly evidence: string;
  readonly verdict?: string;
}

const cases: readonly Case[] = [
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

test.each(cases)('$name', async ({ given, target, quota, code, what, fix, evidence, verdict }) => {
  const world = databaseWorld(quota === undefined ? {} : { quota });
  given?.(world);
  const failure = await world.snapshot(target).catch((error: Failure) => error);
  expect(failure).toMatchObject({
    name: 'Failure',
    verdict: verdict ?? 'failed',
    diagnosis: { code, what: expect.stringContaining(what), fix: expect.stringContaining(fix) },
  });
  expect((failure as Failure).diagnosis.evidence.join('\n')).toContain(evidence);
  expect((failure as Failure).diagnosis.fix.split('\n').length).toBeLessThanOrEqual(2);
});

test('answers that fail now and then while waiting change nothing', async () => {
  const { snapshot, faults } = databaseWorld();
  const operation = 'rds:DescribeDBSnapshots';
  faults.add({ operation, every: 2, times: 9, do: { kind: 'throttle' } });
  faults.add({ operation, every: 5, do: { kind: 'server-error' } });
  faults.add({ operation, every: 7, do: { kind: 'drop-connection' } });
  faults.add({ operation, every: 11, do: { kind: 'html-error' } });
  expect((await snapshot()).snapshot.verdict).toBe('succeeded');
});

test('a create whose answer is lost finds what it made', async () => {
  const { snapshot, rds, faults } = databaseWorld();
  faults.add({ operation: 'rds:CreateDBSnapshot', nth: 1, do: { kind: 'drop-connection', after: true } });
  expect((await snapshot()).snapshot).toMatchObject({ id: expectedId, verdict: 'succeeded' });
  expect(rds.snapshotIds('instance')).toEqual([expectedId]);
});

test('a missing permission is told as AWS tells it', async () => {
  const { snapshot, faults } = databaseWorld();
  faults.add({ operation: 'rds:CreateDBSnapshot', do: { kind: 'deny' } });
  await expect(snapshot()).rejects.toMatchObject({
    name: 'AwsError',
    kind: 'denied',
    operation: 'rds:CreateDBSnapshot',
  });
});

test('credentials that expire while waiting: we lose sight of it, and say where it was', async () => {
  const { snapshot, rds, faults, clock } = databaseWorld();
  faults.add({ operation: /^rds:/, from: clock.now() + 60_000, do: { kind: 'expired-token' } });
  await expect(snapshot()).rejects.toMatchObject({
    verdict: 'unknown',
    diagnosis: {
      code: 'credentials-expired',
      evidence: [expect.any(String), expect.stringMatching(/snapshot:shop-db-9f3c2ab-777-1 was creating at 2\d %/)],
    },
  });
  expect(rds.snapshotIds('instance')).toEqual([expectedId]);
});

test('as a step, a failure is an answer', async () => {
  const { rds, host, aws } = databaseWorld();
  const step = snapshotStep(wanted, host, aws);
  rds.nextSnapshot({ end: 'failed' });
  expect(await step()).toMatchObject({
    snapshot: { database: 'shop-db', id: expectedId, verdict: 'failed' },
    diagnosis: { code: 'snapshot-failed' },
  });
});
