import type { Permission } from '#aws/permission';
import { readServices, readTaskDefinitions } from '#ecs/permissions';
import { preflightPermissions, skipsCheck } from '#ecs/preflight/permissions';
import { readDatabases } from '#rds/permissions';

export const permissions: readonly Permission[] = [
  readServices,
  readTaskDefinitions,
  ...preflightPermissions,
  { ...readDatabases, when: '`snapshot-db-instance`, `snapshot-db-cluster`', without: skipsCheck },
];
