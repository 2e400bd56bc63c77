import { spawnSync } from 'node:child_process';

/** A git command that failed; the message is what git said. */
export class GitError extends Error {}

/**
 * What git printed on stdout, without the last line's end. `env` is added to the environment of this process.
 * Throws `GitError` when git ends with another code than 0.
 */
export function runGit(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const run = spawnSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    // Without optional locks, looking at the status leaves the index as it is.
    env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', ...env },
  });
  if (run.error) throw new GitError(`git cannot be started: ${run.error.message}`);
  if (run.status !== 0) throw new GitError(`git ${args[0]}: ${(run.stderr || run.stdout).trim()}`);
  return run.stdout.trimEnd();
}
