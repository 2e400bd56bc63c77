import { RDS } from '@aws-sdk/client-rds';
import { expect, test } from '@jest/globals';
import type { SnapshotOptions } from '../../../local-aws/rds/snapshots.ts';
import { refusal, statesOf, virtualAccount } from './virtual-account.ts';

function account(options: SnapshotOptions = {}) {
  const aws = virtualAccount({ rds: options });
  const { rds, clock } = aws;
  rds.addInstance({ id: 'shop-db' });
  rds.addCluster({ id: 'patient' });
  rds.addInstance({ id: 'patient-1', cluster: 'patient' });
  return { aws, rds, client: new RDS(aws.settings), clock };
}

const shot = { DBSnapshotIdentifier: 'before-42', DBInstanceIdentifier: 'shop-db' };
const clusterShot = { DBClusterSnapshotIdentifier: 'before-42', DBClusterIdentifier: 'patient' };

test('a snapshot of an instance rises on the clock and becomes available, while the instance is backing up', async () => {
  const { aws, client, clock } = account();
  const made = await client.createDBSnapshot({ ...shot, Tags: [{ Key: 'team', Value: 'shop' }] });
  expect(made.DBSnapshot).toMatchObject({ Status: 'creating', PercentProgress: 0, SnapshotType: 'manual' });
  expect(made.DBSnapshot?.SnapshotCreateTime).toBeUndefined();
  const seen: unknown[] = [];
  for (let looks = 0; looks < 3; looks++) {
    await clock.advance(120_000);
    const { DBSnapshots: [one] = [] } = await client.describeDBSnapshots({ DBSnapshotIdentifier: 'BEFORE-42' });
    const { DBInstances: [instance] = [] } = await client.describeDBInstances({ DBInstanceIdentifier: 'shop-db' });
    seen.push([one?.Status, one?.PercentProgress, instance?.DBInstanceStatus]);
  }
  expect(seen).toEqual([
    ['creating', 50, 'backing-up'],
    ['available', 100, 'available'],
    ['available', 100, 'available'],
  ]);
  const { DBSnapshots: [one] = [] } = await client.describeDBSnapshots({});
  expect(one).toMatchObject({
    DBSnapshotArn: 'arn:aws:rds:eu-west-1:123456789012:snapshot:before-42',
    SnapshotCreateTime: new Date(Date.UTC(2026, 0, 5, 9)),
    TagList: [{ Key: 'team', Value: 'shop' }],
  });
  expect(statesOf(aws, 'rds.snapshot')).toEqual(['creating', 'available']);
});

test('a cluster is snapshotted as a whole, faster', async () => {
  const { client, clock } = account();
  await client.createDBClusterSnapshot(clusterShot);
  await clock.advance(90_000);
  const { DBClusterSnapshots: [one] = [] } = await client.describeDBClusterSnapshots({
    DBClusterIdentifier: 'patient',
  });
  expect(one).toMatchObject({ Status: 'available', DBClusterIdentifier: 'patient', Engine: 'aurora-postgresql' });
  const { DBClusters: [cluster] = [] } = await client.describeDBClusters({ DBClusterIdentifier: 'patient' });
  expect(cluster?.DBClusterMembers).toMatchObject([{ DBInstanceIdentifier: 'patient-1', IsClusterWriter: true }]);
});

const fates = [
  { fate: { end: 'failed', takesMs: 60_000 }, ends: ['failed', 40], instance: 'available' },
  { fate: { end: 'stuck', stopsAt: 7 }, ends: ['creating', 7], instance: 'backing-up' },
  { fate: { takesMs: 3_600_000 }, ends: ['creating', 16], instance: 'backing-up' },
] as const;

test.each(fates)('the next snapshot goes as told: $fate', async ({ fate, ends, instance }) => {
  const { client, clock, rds } = account();
  rds.nextSnapshot(fate);
  await client.createDBSnapshot(shot);
  await clock.advance(600_000);
  const { DBSnapshots: [one] = [] } = await client.describeDBSnapshots({ DBInstanceIdentifier: 'shop-db' });
  expect([one?.Status, one?.PercentProgress]).toEqual(ends);
  const { DBInstances: [database] = [] } = await client.describeDBInstances({ DBInstanceIdentifier: 'shop-db' });
  expect(database?.DBInstanceStatus).toBe(instance);
});

type Account = ReturnType<typeof account>;

const refusals: readonly { name: string; call: (given: Account) => Promise<unknown>; says: string }[] = [
  {
    name: 'a member of a cluster',
    call: ({ client }) => client.createDBSnapshot({ ...shot, DBInstanceIdentifier: 'patient-1' }),
    says: 'InvalidParameterValue: The specified instance is a member of a cluster and a snapshot cannot be created directly.',
  },
  {
    name: 'an instance that does not exist',
    call: ({ client }) => client.createDBSnapshot({ ...shot, DBInstanceIdentifier: 'nobody' }),
    says: 'DBInstanceNotFoundFault: DBInstance not found: nobody',
  },
  {
    name: 'a cluster that does not exist',
    call: ({ client }) => client.createDBClusterSnapshot({ ...clusterShot, DBClusterIdentifier: 'nobody' }),
    says: 'DBClusterNotFoundFault: DBCluster not found: nobody',
  },
  {
    name: 'an instance that does not exist, described',
    call: ({ client }) => client.describeDBInstances({ DBInstanceIdentifier: 'nobody' }),
    says: 'DBInstanceNotFoundFault: DBInstance nobody not found.',
  },
  {
    name: 'a snapshot that does not exist, described',
    call: ({ client }) => client.describeDBClusterSnapshots({ DBClusterSnapshotIdentifier: 'none' }),
    says: 'DBClusterSnapshotNotFoundFault: DBClusterSnapshot not found: none',
  },
  {
    name: 'a name with two hyphens in a row',
    call: ({ client }) => client.createDBSnapshot({ ...shot, DBSnapshotIdentifier: 'a--b' }),
    says: 'InvalidParameterValue: The parameter DBSnapshotIdentifier is not a valid identifier.',
  },
  {
    name: 'a cluster snapshot name of 64 characters',
    call: ({ client }) =>
      client.createDBClusterSnapshot({ ...clusterShot, DBClusterSnapshotIdentifier: 'a'.repeat(64) }),
    says: 'InvalidParameterValue: The parameter DBClusterSnapshotIdentifier is not a valid identifier because it is longer',
  },
  {
    name: 'a tag with a comma',
    call: ({ client }) => client.createDBSnapshot({ ...shot, Tags: [{ Key: 'a', Value: 'b,c' }] }),
    says: 'InvalidParameterValue: The tag a contains',
  },
  {
    name: 'a page of ten',
    call: ({ client }) => client.describeDBSnapshots({ MaxRecords: 10 }),
    says: 'InvalidParameterValue: Invalid value 10 for MaxRecords. Must be between 20 and 100',
  },
  {
    name: 'a filter that RDS does not know',
    call: ({ client }) => client.describeDBSnapshots({ Filters: [{ Name: 'colour', Values: ['red'] }] }),
    says: 'InvalidParameterValue: Unrecognized filter name: colour',
  },
  {
    name: 'an instance that is modified',
    call: ({ client, rds }) => {
      rds.setStatus('instance', 'shop-db', 'modifying');
      return client.createDBSnapshot(shot);
    },
    says: 'InvalidDBInstanceStateFault: Cannot create a snapshot because the database instance shop-db is not currently',
  },
  {
    name: 'a cluster that is backing up',
    call: async ({ client }) => {
      await client.createDBClusterSnapshot(clusterShot);
      return client.createDBClusterSnapshot({ ...clusterShot, DBClusterSnapshotIdentifier: 'again' });
    },
    says: 'InvalidDBClusterStateFault: DB cluster patient is not currently in the available state.',
  },
  {
    name: 'a name that is taken',
    call: async ({ client }) => {
      await client.createDBSnapshot(shot);
      return client.createDBSnapshot(shot);
    },
    says: 'DBSnapshotAlreadyExistsFault: Cannot create the snapshot because a snapshot with the identifier before-42 already exists.',
  },
  {
    name: 'the deletion of a snapshot that is not finished',
    call: async ({ client }) => {
      await client.createDBClusterSnapshot(clusterShot);
      return client.deleteDBClusterSnapshot({ DBClusterSnapshotIdentifier: 'before-42' });
    },
    says: 'InvalidDBClusterSnapshotStateFault: Cannot delete the snapshot before-42',
  },
  {
    name: 'the deletion of an automated snapshot',
    call: ({ client, rds }) => {
      rds.addSnapshot({ kind: 'instance', id: 'rds-daily', database: 'shop-db', type: 'automated' });
      return client.deleteDBSnapshot({ DBSnapshotIdentifier: 'rds-daily' });
    },
    says: 'InvalidDBSnapshotStateFault: Only manual snapshots may be deleted.',
  },
  {
    name: 'tags of what does not exist',
    call: ({ client }) =>
      client.listTagsForResource({ ResourceName: 'arn:aws:rds:eu-west-1:123456789012:snapshot:none' }),
    says: 'DBSnapshotNotFoundFault: DBSnapshot not found: none',
  },
];

test.each(refusals)('refuses $name', async ({ call, says }) => {
  expect(await refusal(call(account()))).toContain(says);
});

test('refuses more manual snapshots of a kind than the quota, automated ones not counted', async () => {
  const { client, rds } = account({ quota: 2 });
  rds.addSnapshot({ kind: 'instance', id: 'one', database: 'shop-db' });
  rds.addSnapshot({ kind: 'instance', id: 'daily', database: 'shop-db', type: 'automated' });
  expect(await refusal(client.createDBSnapshot(shot))).toBe('succeeded');
  rds.setStatus('instance', 'shop-db', 'available');
  expect(await refusal(client.createDBSnapshot({ ...shot, DBSnapshotIdentifier: 'more' }))).toBe(
    'SnapshotQuotaExceededFault: Cannot create more than 2 manual snapshots',
  );
  expect(await refusal(client.createDBClusterSnapshot(clusterShot))).toBe('succeeded');
});

test('pages, filters, deletes and tags', async () => {
  const { client, rds } = account();
  for (let index = 0; index < 45; index++) {
    rds.addSnapshot({ kind: 'instance', id: `s-${index}`, database: 'shop-db', ageMs: 1000 * index });
  }
  rds.addSnapshot({ kind: 'instance', id: 'daily', database: 'shop-db', type: 'automated' });
  const ids: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = await client.describeDBSnapshots({ MaxRecords: 20, ...(Marker === undefined ? {} : { Marker }) });
    ids.push(...(page.DBSnapshots ?? []).map((one) => one.DBSnapshotIdentifier));
    Marker = page.Marker;
  } while (Marker !== undefined);
  expect(new Set(ids).size).toBe(46);

  const automated = await client.describeDBSnapshots({ SnapshotType: 'automated' });
  expect(automated.DBSnapshots).toHaveLength(1);
  const filtered = await client.describeDBSnapshots({
    Filters: [{ Name: 'db-snapshot-id', Values: ['s-1', 's-2', 'none'] }],
  });
  expect(filtered.DBSnapshots).toHaveLength(2);
  const none = await client.describeDBSnapshots({ DBInstanceIdentifier: 'nobody' });
  expect(none.DBSnapshots).toEqual([]);

  const ResourceName = 'arn:aws:rds:eu-west-1:123456789012:snapshot:s-1';
  await client.addTagsToResource({
    ResourceName,
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  });
  await client.removeTagsFromResource({ ResourceName, TagKeys: ['a'] });
  expect((await client.listTagsForResource({ ResourceName })).TagList).toEqual([{ Key: 'b', Value: '2' }]);
  expect(rds.tags(ResourceName)).toEqual({ b: '2' });

  const deleted = await client.deleteDBSnapshot({ DBSnapshotIdentifier: 's-1' });
  expect(deleted.DBSnapshot?.Status).toBe('deleted');
  expect(rds.snapshotIds('instance')).not.toContain('s-1');
});
