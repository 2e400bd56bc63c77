import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../stand-ins', import.meta.url));

/**
 * Other people's actions that the workflows of a repository use, by their references: without internet they are played by
 * stand-ins, which do the real thing against the lab where they can (stand-ins/README.md says which). `actions/checkout` is
 * act's own.
 */
export function standIns(repository: string, released: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of workflowsIn(repository, released)) {
    for (const [, action = '', ref = ''] of readFileSync(path, 'utf8').matchAll(
      /uses:\s*["']?([\w.-]+\/[\w./-]+)@([\w.-]+)/g,
    )) {
      const [owner = '', name = ''] = action.split('/');
      if (owner === 'org' || action === 'actions/checkout') continue;
      const standIn = join(folder, `${owner}--${name}`);
      if (!existsSync(standIn)) throw new Error(`${path} uses ${action}, which has no stand-in: ${standIn}`);
      found[`${owner}/${name}@${ref}`] = standIn;
    }
  }
  return found;
}

const workflowsIn = (repository: string, released: string): readonly string[] => [
  ...globSync('.github/workflows/*.{yml,yaml}', { cwd: repository }).map((path) => join(repository, path)),
  ...globSync('*/action.yml', { cwd: released }).map((path) => join(released, path)),
];
