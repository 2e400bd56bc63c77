import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Permission } from '#aws/permission';
import type { ActionSpec } from '#base/action-spec';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The names of the actions that are programs: folders of actions/ with a spec.ts, sorted. */
export const actionNames = (): readonly string[] => foldersWith('spec.ts');

/** The names of the actions that are steps of others: folders of actions/ with an action.yml written by hand, sorted. */
export const compositeNames = (): readonly string[] => foldersWith('action.yml');

function foldersWith(file: string): readonly string[] {
  const folder = join(root, 'actions');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, file)))
    .sort();
}

/** The spec that `actions/<name>/spec.ts` exports as `spec`. */
export async function loadSpec(name: string): Promise<ActionSpec> {
  const { spec }: { spec?: ActionSpec } = await import(join(root, 'actions', name, 'spec.ts'));
  if (spec?.name !== name) throw new Error(`actions/${name}/spec.ts must export \`spec\` with the name ${name}`);
  return spec;
}

/** What the role of an action must be allowed to do: `permissions` of `actions/<name>/permissions.ts`. */
export async function loadPermissions(name: string): Promise<readonly Permission[]> {
  const { permissions }: { permissions?: readonly Permission[] } = await import(
    join(root, 'actions', name, 'permissions.ts')
  );
  if (permissions === undefined) throw new Error(`actions/${name}/permissions.ts must export \`permissions\``);
  return permissions;
}
