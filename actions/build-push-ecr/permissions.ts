import { buildPermissions } from '#ecr/permissions';

export const permissions = buildPermissions;
