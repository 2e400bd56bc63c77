import {
  migrationPermissions,
  passRoles,
  readServices,
  readTaskDefinitions,
  readTaskLogs,
  readTasks,
} from '#ecs/permissions';

export const permissions = [
  readServices,
  readTaskDefinitions,
  readTasks,
  readTaskLogs,
  ...migrationPermissions,
  passRoles,
];
