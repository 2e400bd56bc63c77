import type { Permission } from '#aws/permission';

/** It asks GitHub and a webhook, never AWS. */
export const permissions: readonly Permission[] = [];
