import { type Fields, fieldsOf, numberOf, textOf } from './fields.ts';
import type { Github } from './open-github.ts';

/** A check run or a commit status: the latest of its name in its suite. */
export interface CheckView {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'pending' | 'skipped';
  /** GitHub's own word for it: `success`, `in_progress`, `timed_out`. */
  readonly said: string;
  /** A job of this very run. */
  readonly isOwn: boolean;
  /** What it was reported with; the jobs of one workflow run share one. 0: a commit status. */
  readonly suite: number;
  readonly url: string;
}

const passing = ['success', 'neutral'];

/** Every check run and status of a commit, the latest of each. `run` is the id of this workflow run. */
export async function readChecks(
  github: Github,
  commit: string,
  run: string | undefined,
): Promise<readonly CheckView[]> {
  const [runs, statuses] = await Promise.all([
    github.list(`/commits/${commit}/check-runs?filter=latest`, 'checks: read', 'check_runs'),
    github.list(`/commits/${commit}/status`, 'statuses: read', 'statuses'),
  ]);
  const newest = new Map<string, Fields>();
  // Newest first as they come: with several pages, one may come twice.
  for (const check of runs.toSorted((a, b) => numberOf(a, 'id') - numberOf(b, 'id'))) {
    newest.set(`${suiteOf(check)} ${textOf(check, 'name')}`, check);
  }
  return [...[...newest.values()].map((check) => viewOfRun(check, run)), ...statuses.map(viewOfStatus)];
}

const suiteOf = (check: Fields): number => numberOf(fieldsOf(check.check_suite), 'id');

function viewOfRun(check: Fields, run: string | undefined): CheckView {
  const [status, conclusion] = [textOf(check, 'status'), textOf(check, 'conclusion')];
  const url = textOf(check, 'details_url') || textOf(check, 'html_url');
  const state =
    status !== 'completed'
      ? 'pending'
      : passing.includes(conclusion)
        ? 'passed'
        : conclusion === 'skipped'
          ? 'skipped'
          : 'failed';
  return {
    name: textOf(check, 'name'),
    state,
    said: status === 'completed' ? conclusion : status,
    isOwn: !!run && textOf(check.app, 'slug') === 'github-actions' && url.includes(`/actions/runs/${run}/`),
    suite: suiteOf(check),
    url: textOf(check, 'html_url') || url,
  };
}

function viewOfStatus(status: Fields): CheckView {
  const said = textOf(status, 'state');
  const state = said === 'success' ? 'passed' : said === 'pending' ? 'pending' : 'failed';
  return { name: textOf(status, 'context'), state, said, isOwn: false, suite: 0, url: textOf(status, 'target_url') };
}

/**
 * Whether a workflow run of this commit goes on, other than those in `own`: its later jobs are no checks yet. Only of
 * GitHub Actions: other apps leave suites queued for ever.
 */
export async function isMoreToCome(github: Github, commit: string, own: readonly number[]): Promise<boolean> {
  const suites = await github.list(`/commits/${commit}/check-suites`, 'checks: read', 'check_suites');
  return suites.some(
    (suite) =>
      textOf(suite, 'status') !== 'completed' &&
      textOf(suite.app, 'slug') === 'github-actions' &&
      !own.includes(numberOf(suite, 'id')),
  );
}
