import { findImages, followPermissions, movePermissions } from '#ecs/permissions';

export const permissions = [...followPermissions, ...movePermissions, findImages];
