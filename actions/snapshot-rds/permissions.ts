import { snapshotPermissions } from '#rds/permissions';

export const permissions = snapshotPermissions;
