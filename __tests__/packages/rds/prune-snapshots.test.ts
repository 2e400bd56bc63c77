import { expect, test } from '@jest/globals';
import { surplus } from '#rds/prune-snapshots';
import type { Snapshot } from '#rds/snapshot';
import { databaseWorld, expectedId } from './database-world.ts';

const ours = { 'deploy-actions:release': '1-1' };

const snapshot = (id: string, takenAt: number | undefined, more: Partial<Snapshot> = {}): Snapshot => ({
  id,
  arn: id,
  database: 'shop-db',
  status: 'available',
  percent: 100,
  tags: ours,
  ...(takenAt === undefined ? {} : { takenAt }),
  ...more,
});

const cases: readonly { name: string; has: readonly Snapshot[]; keep: number; recorded?: string[]; goes: string[] }[] =
  [
    { name: 'the oldest go', has: [3, 1, 2].map((at) => snapshot(`s${at}`, at)), keep: 1, goes: ['s1', 's2'] },
    { name: 'few enough', has: [snapshot('a', 1), snapshot('b', 2)], keep: 2, goes: [] },
    {
      name: 'none is kept: the last stays all the same',
      has: [snapshot('a', 1), snapshot('b', 2)],
      keep: 0,
      goes: ['a'],
    },
    {
      name: "other people's stay",
      has: [snapshot('theirs', 1, { tags: { team: 'dba' } }), snapshot('b', 2), snapshot('c', 3)],
      keep: 1,
      goes: ['b'],
    },
    {
      name: 'what is to be kept stays and does not count',
      has: [
        snapshot('kept', 1, { tags: { ...ours, 'deploy-actions:keep': 'audit' } }),
        snapshot('recorded', 2),
        snapshot('c', 3),
        snapshot('d', 4),
      ],
      keep: 1,
      recorded: ['recorded'],
      goes: ['c'],
    },
    {
      name: 'unfinished ones stay, failed ones go when a newer one is good',
      has: [
        snapshot('broken', 1, { status: 'failed' }),
        snapshot('good', 2),
        snapshot('broken-later', 3, { status: 'failed' }),
        snapshot('new', undefined, { status: 'creating' }),
      ],
      keep: 1,
      goes: ['broken'],
    },
    { name: 'only failed ones', has: [snapshot('broken', 1, { status: 'failed' })], keep: 1, goes: [] },
  ];

test.each(cases)('$name', ({ has, keep, recorded = [], goes }) => {
  expect(surplus(has, { keep, recorded }).map((one) => one.id)).toEqual(goes);
});

const days = 86_400_000;

function withOlder() {
  const world = databaseWorld();
  for (let day = 1; day <= 25; day++) {
    world.rds.addSnapshot({ kind: 'instance', id: `old-${day}`, database: 'shop-db', ageMs: day * days, tags: ours });
  }
  world.rds.addSnapshot({ kind: 'instance', id: 'by-hand', database: 'shop-db', ageMs: 99 * days });
  return world;
}

test('after a snapshot the oldest of ours go, and only ours', async () => {
  const { snapshot: take, rds, host } = withOlder();
  const { deleted } = await take({ keep: 3 });
  expect(deleted).toHaveLength(23);
  expect(rds.snapshotIds('instance').toSorted()).toEqual(['by-hand', 'old-1', 'old-2', expectedId]);
  expect(host.lines).toContainEqual(
    expect.stringMatching(/^deleted older snapshots of db-instance shop-db: old-25, old-24/),
  );
});

test('an old snapshot that cannot be deleted is a warning', async () => {
  const { snapshot: take, faults, host } = withOlder();
  faults.add({ operation: 'rds:DeleteDBSnapshot', do: { kind: 'deny' } });
  const { snapshot: taken, deleted } = await take({ keep: 25 });
  expect([taken.verdict, deleted]).toEqual(['succeeded', []]);
  expect(host.lines.at(-1)).toMatch(/^warning: an older snapshot could not be deleted: old-25: AccessDenied: /);
});

test('older snapshots that cannot be listed are left', async () => {
  const { snapshot: take, faults, host } = withOlder();
  faults.add({ operation: 'rds:DescribeDBSnapshots', body: 'MaxRecords', do: { kind: 'deny' } });
  expect(await take({ keep: 3 })).toMatchObject({ snapshot: { verdict: 'succeeded' }, deleted: [] });
  expect(host.lines.at(-1)).toMatch(
    /^warning: older snapshots of db-instance shop-db were left: rds:DescribeDBSnapshots: AccessDenied: /,
  );
});
