import { expect, test } from '@jest/globals';
import { planSnapshot } from '#rds/plan-snapshot';
import type { SnapshotTarget } from '#rds/snapshot-database';
import { databaseWorld, expectedId, wanted } from './database-world.ts';

const days = 86_400_000;

const cases: readonly {
  name: string;
  target?: Partial<SnapshotTarget>;
  given?: (world: ReturnType<typeof databaseWorld>) => void;
  lines: string[];
}[] = [
  { name: 'a snapshot', lines: [`would take the snapshot ${expectedId} of db-instance shop-db`] },
  {
    name: 'a member of a cluster',
    target: { id: 'patient-1' },
    lines: [
      'patient-1 is a member of db-cluster patient',
      'would take the snapshot patient-9f3c2ab-777-1 of db-cluster patient',
    ],
  },
  {
    name: 'a busy database',
    given: ({ rds }) => rds.setStatus('instance', 'shop-db', 'modifying'),
    lines: [
      'would wait until db-instance shop-db (modifying) is available',
      `would take the snapshot ${expectedId} of db-instance shop-db`,
    ],
  },
  {
    name: 'older snapshots',
    target: { keep: 1, snapshotId: 'before' },
    given: ({ rds }) => {
      const tags = { 'deploy-actions:release': '1-1' };
      rds.addSnapshot({ kind: 'instance', id: 'old', database: 'shop-db', ageMs: 2 * days, tags });
      rds.addSnapshot({ kind: 'instance', id: 'newer', database: 'shop-db', ageMs: days, tags });
    },
    lines: [
      'would take the snapshot before of db-instance shop-db',
      'would delete the older snapshot old',
      'would delete the older snapshot newer',
    ],
  },
];

test.each(cases)('plans $name, and writes nothing', async ({ target, given, lines }) => {
  const world = databaseWorld();
  given?.(world);
  const before = world.rds.snapshotIds('instance');
  const plan = await planSnapshot({ ...wanted, ...target }, world.host, world.aws);
  expect(plan.lines).toEqual(lines);
  expect(plan.snapshot.verdict).toBe('planned');
  expect(world.rds.snapshotIds('instance')).toEqual(before);
});

test('a plan for what is not there fails as the snapshot would', async () => {
  const { host, aws } = databaseWorld();
  const plan = planSnapshot({ ...wanted, id: 'nobody' }, host, aws);
  await expect(plan).rejects.toMatchObject({ diagnosis: { code: 'not-found' } });
});
