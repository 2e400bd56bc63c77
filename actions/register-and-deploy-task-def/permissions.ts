import {
  movePermissions,
  readDeployments,
  readServices,
  readTaskDefinitions,
  registerPermissions,
  stopDeployments,
} from '#ecs/permissions';

export const permissions = [
  readServices,
  readDeployments,
  readTaskDefinitions,
  ...registerPermissions,
  ...movePermissions.filter((row) => row !== stopDeployments),
];
