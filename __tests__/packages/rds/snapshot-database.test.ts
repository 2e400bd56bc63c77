import { expect, test } from '@jest/globals';
import { arnOf, databaseWorld, expectedId } from './database-world.ts';

test('takes a snapshot, tells of its progress and ends soon after it is available', async () => {
  const { snapshot, rds, host, clock } = databaseWorld();
  const start = clock.now();
  const taken = await snapshot({ tags: { team: 'shop' } });
  expect(taken).toEqual({
    snapshot: {
      database: 'shop-db',
      id: expectedId,
      arn: arnOf(expectedId),
      verdict: 'succeeded',
      tookMs: clock.now() - start,
    },
    kind: 'instance',
    deleted: [],
  });
  expect(clock.now() - start).toBeGreaterThanOrEqual(240_000);
  expect(clock.now() - start).toBeLessThanOrEqual(243_000);
  expect(rds.tags(arnOf(expectedId))).toEqual({
    team: 'shop',
    'deploy-actions:release': '777-1',
    'deploy-actions:commit': '9f3c2ab1d4e5f60718293a4b5c6d7e8f90a1b2c3',
    'deploy-actions:repository': 'acme/shop',
  });
  expect(host.lines[0]).toBe(`snapshot ${expectedId} of db-instance shop-db begun`);
  expect(host.lines.at(-1)).toBe(`snapshot ${expectedId}   available`);
  expect(host.lines.length).toBeLessThanOrEqual(13);
  expect(host.lines).toContainEqual(expect.stringMatching(/creating, 5\d %$/));
});

test('a slow snapshot gives a heartbeat in 30 s and no more', async () => {
  const { snapshot, rds, host } = databaseWorld();
  rds.nextSnapshot({ takesMs: 3_000_000 });
  await snapshot();
  const lines = host.lines.filter((line) => line.includes('creating'));
  expect(lines.length).toBeGreaterThan(75);
  expect(lines.length).toBeLessThanOrEqual(102);
});

test('a member of an Aurora cluster snapshots its cluster, and says so', async () => {
  const { snapshot, rds, host } = databaseWorld();
  const { snapshot: taken, kind } = await snapshot({ id: 'patient-1' });
  expect([kind, taken.database, taken.id]).toEqual(['cluster', 'patient', 'patient-9f3c2ab-777-1']);
  expect(host.lines[0]).toBe('patient-1 is a member of the cluster patient: the whole cluster is snapshotted');
  expect(rds.snapshotIds('cluster')).toEqual(['patient-9f3c2ab-777-1']);
});

test('run again, the same release finds its snapshot', async () => {
  const { snapshot, rds, host, clock } = databaseWorld();
  await snapshot();
  const again = clock.now();
  expect((await snapshot()).snapshot).toMatchObject({ id: expectedId, verdict: 'unchanged' });
  expect(clock.now() - again).toBeLessThanOrEqual(3_000);
  expect(rds.snapshotIds('instance')).toEqual([expectedId]);
  expect(host.lines).toContain(
    `snapshot ${expectedId} of db-instance shop-db found again, begun earlier by this release`,
  );
});

test('adopts one that is still being made, and waits for it', async () => {
  const { snapshot } = databaseWorld();
  expect((await snapshot({ wait: false })).snapshot.verdict).toBe('started');
  expect((await snapshot()).snapshot.verdict).toBe('succeeded');
});

test('waits until a database that is backing up can be snapshotted', async () => {
  const { snapshot, rds, host, clock } = databaseWorld();
  rds.setStatus('instance', 'shop-db', 'backing-up');
  clock.at(clock.now() + 95_000, () => rds.setStatus('instance', 'shop-db', 'available'));
  const start = clock.now();
  expect((await snapshot()).snapshot.verdict).toBe('succeeded');
  expect(clock.now() - start).toBeGreaterThan(95_000 + 240_000);
  expect(host.lines[0]).toBe('db-instance shop-db is backing-up: waiting until a snapshot can begin');
});

test('a cancel ends the waiting and leaves the snapshot', async () => {
  const { snapshot, rds, host, clock } = databaseWorld();
  const reason = new Error('cancelled by the test');
  clock.at(clock.now() + 60_000, () => host.abort.abort(reason));
  await expect(snapshot()).rejects.toBe(reason);
  expect(rds.snapshotIds('instance')).toEqual([expectedId]);
});

test('a name of the user is taken in lower case', async () => {
  const { snapshot } = databaseWorld();
  expect((await snapshot({ snapshotId: 'Before-Friday' })).snapshot.id).toBe('before-friday');
});
