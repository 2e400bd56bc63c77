import type { Permission } from '#aws/permission';
import { followPermissions, recordReleases, updateServices } from '#ecs/permissions';
import { verificationPermissions } from '#verification/permissions';

export const permissions: readonly Permission[] = [
  ...followPermissions,
  recordReleases,
  { ...updateServices, when: '`on-failure: rollback`, `on-cancel: rollback`' },
  ...verificationPermissions,
];
