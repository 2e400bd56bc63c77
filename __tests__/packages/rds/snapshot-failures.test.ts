import { expect, test } from '@jest/globals';
import { snapshotStep } from '#rds/snapshot-step';
import type { Failure } from '#report/failure';
import { snapshotCases } from '../../cases/rds.ts';
import { databaseWorld, expectedId, wanted } from './database-world.ts';

test.each(snapshotCases)('$name', async ({ given, target, quota, code, what, fix, evidence, verdict }) => {
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
