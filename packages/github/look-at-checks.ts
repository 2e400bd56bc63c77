import { type Judged, judgeChecks, type Wanted } from './judge-checks.ts';
import type { Github } from './open-github.ts';
import { type CheckView, isMoreToCome, readChecks } from './read-checks.ts';

/** The checks of a commit, seen once. */
export interface LookedAtChecks {
  readonly views: readonly CheckView[];
  readonly judged: Judged;
  /** A workflow run of the commit goes on, and may still report what was asked for. */
  readonly goesOn: boolean;
}

/** Looks at the checks of a commit once. `run`: the id of this workflow run. Throws `GithubError`. */
export async function lookAtChecks(
  github: Github,
  { wanted, commit }: { readonly wanted: Wanted; readonly commit: string },
  run: string | undefined,
): Promise<LookedAtChecks> {
  const views = await readChecks(github, commit, run);
  const judged = judgeChecks(views, wanted);
  const own = views.flatMap(({ isOwn, suite }) => (isOwn ? [suite] : []));
  // A run that goes on may still report what was asked for, and `all` means its later jobs, too.
  const asksForMore = judged.kind === 'missing' || (judged.kind === 'passed' && wanted === 'all');
  return { views, judged, goesOn: asksForMore && (await isMoreToCome(github, commit, own)) };
}
