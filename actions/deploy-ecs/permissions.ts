import type { Permission } from '#aws/permission';
import { followPermissions, migrationPermissions, movePermissions, registerPermissions } from '#ecs/permissions';
import { lookAheadPermissions } from '#ecs/preflight/permissions';
import { snapshotPermissions } from '#rds/permissions';
import { verificationPermissions } from '#verification/permissions';

const only = (when: string, rows: readonly Permission[]) => rows.map((row) => ({ ...row, when }));

export const permissions: readonly Permission[] = [
  ...followPermissions,
  ...registerPermissions,
  ...lookAheadPermissions,
  ...movePermissions,
  ...only('`migration-command`, `migrations`', migrationPermissions),
  ...only('`snapshot-db-instance`, `snapshot-db-cluster`', snapshotPermissions),
  ...verificationPermissions,
];
