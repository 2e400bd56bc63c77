import { findImages, followPermissions, movePermissions } from '#ecs/permissions';
import { verificationPermissions } from '#verification/permissions';

export const permissions = [...followPermissions, ...movePermissions, findImages, ...verificationPermissions];
