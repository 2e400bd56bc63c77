import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { snapshotName } from '#rds/snapshot-name';

const cases = [
  { database: 'shop-db', commit: '9f3c2ab1d4', release: '777-1', name: 'shop-db-9f3c2ab-777-1' },
  { database: 'Shop', commit: undefined, release: '777-1', name: 'shop-777-1' },
  {
    database: 'a-database-with-a-name-as-long-as-rds-allows-sixty-three-signs',
    commit: '9f3c2ab1d4',
    release: '17423098123-12',
    name: expect.stringMatching(/^a-database-with-a-name-as-long-as-rds-a-17423098123-12-[0-9a-f]{8}$/),
  },
  {
    database: 'shop',
    commit: undefined,
    release: 'release_2.1',
    name: expect.stringMatching(/^shop-release-2-1-[0-9a-f]{8}$/),
  },
  { database: 'shop', commit: undefined, release: '--', name: expect.stringMatching(/^shop-[0-9a-f]{8}$/) },
];

test.each(cases)('$database, $commit, $release', ({ database, commit, release, name }) => {
  expect(snapshotName(database, release, commit)).toEqual(name);
});

const database = fc.stringMatching(/^[a-z][a-z0-9]{0,30}(-[a-z0-9]{1,30})?$/);

describe('whatever the release', () => {
  test('a name is legal and the same each time', () => {
    fc.assert(
      fc.property(
        database,
        fc.string(),
        fc.option(fc.stringMatching(/^[0-9a-f]{40}$/), { nil: undefined }),
        (...of) => {
          const [db, release, commit] = of;
          const name = snapshotName(db, release, commit);
          expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
          expect(name.length).toBeLessThanOrEqual(63);
          expect(snapshotName(db, release, commit)).toBe(name);
        },
      ),
    );
  });

  test('two releases have two names', () => {
    fc.assert(
      fc.property(database, fc.nat(), fc.nat({ max: 99 }), fc.nat(), (db, runId, attempt, other) => {
        fc.pre(runId !== other);
        expect(snapshotName(db, `${runId}-${attempt}`)).not.toBe(snapshotName(db, `${other}-${attempt}`));
      }),
    );
  });
});
