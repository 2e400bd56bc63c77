import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runGit } from './run-git.ts';

/**
 * Writes the files of a release (`v1`, `v1.2.0`, a commit) of the repository in `root` into `folder`, as a runner
 * downloads them. The checkout and its index stay as they are. Throws `GitError` when the repository has no such ref.
 */
export function exportRelease(root: string, ref: string, folder: string): void {
  const work = mkdtempSync(join(tmpdir(), 'export-'));
  const env = { GIT_INDEX_FILE: join(work, 'index') };
  try {
    mkdirSync(folder, { recursive: true });
    runGit(root, ['read-tree', `${ref}^{tree}`], env);
    // In a bare repository there is no other work tree to write to than the one that is named.
    runGit(root, ['--work-tree', resolve(folder), 'checkout-index', '--all', '--force'], {
      ...env,
      GIT_DIR: runGit(root, ['rev-parse', '--absolute-git-dir']),
    });
  } finally {
    rmSync(work, { recursive: true });
  }
}
