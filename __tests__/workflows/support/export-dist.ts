import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../scripts/actions.ts';

/**
 * What `org/deploy-actions@v1` resolves to: an export of what git tracks in dist, so that a dist that is not committed is not
 * tested. Made once for each tree.
 */
export function exportDist(): string {
  const tree = execFileSync('git', ['rev-parse', 'HEAD:dist'], { cwd: root, encoding: 'utf8' }).trim();
  const folder = join(root, '.lab', 'released', tree);
  if (existsSync(folder)) return folder;
  mkdirSync(join(root, '.lab', 'released'), { recursive: true });
  const part = mkdtempSync(join(tmpdir(), 'released-'));
  const archive = execFileSync('git', ['archive', tree], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  execFileSync('tar', ['x', '-C', part], { input: archive });
  try {
    execFileSync('cp', ['-r', part, `${folder}.part-${process.pid}`]);
    renameSync(`${folder}.part-${process.pid}`, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
