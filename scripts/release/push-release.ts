import type { Release } from './plan-release.ts';
import { GitError, runGit } from './run-git.ts';
import { branchOf, movingTagOf, tagOf } from './version.ts';

/** Publishes a planned release: branch, tag and moving tag together or none of them. Throws `GitError`. */
export function pushRelease(root: string, remote: string, { version, commit, moving, tip }: Release): void {
  push(root, remote, [
    { ref: `refs/heads/${branchOf(version)}`, from: tip, to: commit },
    { ref: `refs/tags/${tagOf(version)}`, from: undefined, to: commit },
    { ref: `refs/tags/${movingTagOf(version)}`, from: moving, to: commit },
  ]);
}

/** Lets the moving tag name another release. Throws `GitError`. */
export function pushMovingTag(root: string, remote: string, tag: string, from: string | undefined, to: string): void {
  push(root, remote, [{ ref: `refs/tags/${tag}`, from, to }]);
}

interface Move {
  readonly ref: string;
  /** What it must be on the remote until then; undefined: not there. */
  readonly from: string | undefined;
  readonly to: string;
}

/** A lease is a comparison and exchange of one ref: it moves only from what was seen. Never `+` or `--force`, which lift it. */
function push(root: string, remote: string, moves: readonly Move[]): void {
  const leases = moves.map(({ ref, from }) => `--force-with-lease=${ref}:${from ?? ''}`);
  try {
    runGit(root, ['push', '--quiet', '--atomic', ...leases, remote, ...moves.map(({ ref, to }) => `${to}:${ref}`)]);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new GitError(
      `${remote} did not take it; git pushes all of it or nothing. When someone else released meanwhile, start again.\n${error.message}`,
      { cause: error },
    );
  }
}
