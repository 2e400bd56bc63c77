import type { Permission } from '#aws/permission';
import { snapshotTags } from './snapshot.ts';

const arn = (what: string): string => `arn:aws:rds:REGION:ACCOUNT:${what}`;

export const readDatabases: Permission = {
  sid: 'ReadDatabases',
  actions: [
    'rds:DescribeDBInstances',
    'rds:DescribeDBSnapshots',
    'rds:DescribeDBClusters',
    'rds:DescribeDBClusterSnapshots',
  ],
  resources: ['*'],
  does: 'the state of the database and of its snapshots',
};

export const createSnapshots: Permission = {
  sid: 'CreateSnapshots',
  actions: ['rds:CreateDBSnapshot', 'rds:CreateDBClusterSnapshot', 'rds:AddTagsToResource'],
  resources: [arn('db:DATABASE'), arn('snapshot:*'), arn('cluster:DATABASE'), arn('cluster-snapshot:*')],
  does: 'the snapshot, with the tags that say whose it is',
};

export const deleteOldSnapshots: Permission = {
  sid: 'DeleteOldSnapshots',
  actions: ['rds:DeleteDBSnapshot', 'rds:DeleteDBClusterSnapshot'],
  resources: [arn('snapshot:*'), arn('cluster-snapshot:*')],
  condition: { StringLike: { [`aws:ResourceTag/${snapshotTags.release}`]: '*' } },
  does: 'snapshots that these actions took, older than the ones to keep',
  when: '`keep`',
  without: 'old snapshots stay, and are named',
};

export const snapshotPermissions = [readDatabases, createSnapshots, deleteOldSnapshots];
