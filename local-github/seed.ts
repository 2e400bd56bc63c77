import type { CheckRun, CommitStatus, GithubClock, GithubState, Repository } from './model.ts';
import { nextId, repositoryIn } from './repository.ts';

/** A check run as a test wishes it. Without `conclusion` it is under way. */
export interface SeedCheck {
  readonly repository?: string;
  readonly sha: string;
  readonly name: string;
  readonly conclusion?: string;
  /** Default: `completed` with a conclusion, else `in_progress`. */
  readonly status?: string;
  /** The workflow run that it is a job of. Default: a run of its own. */
  readonly run?: number;
  /** Slug of the app that reports it. */
  readonly app?: string;
}

export interface SeedStatus {
  readonly repository?: string;
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly description?: string;
}

export const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** Puts a check run where the API shows it. The newest of a name in a suite is the one that counts. */
export function seedCheck(state: GithubState, clock: GithubClock, wish: SeedCheck, fallback: string): CheckRun {
  const repository = repositoryIn(state, wish.repository ?? fallback);
  const now = iso(clock.now());
  const id = nextId(state);
  const { run = id + 1_000_000, app = 'github-actions', conclusion } = wish;
  const status = wish.status ?? (conclusion === undefined ? 'in_progress' : 'completed');
  const suite = suiteOf(state, repository, wish.sha, run, app);
  const page = `https://github.com/${repository.name}`;
  const check: CheckRun = {
    id,
    name: wish.name,
    head_sha: wish.sha,
    status,
    conclusion: conclusion ?? null,
    started_at: now,
    completed_at: conclusion === undefined ? null : now,
    html_url: app === 'github-actions' ? `${page}/actions/runs/${run}/job/${id}` : `${page}/runs/${id}`,
    details_url: app === 'github-actions' ? `${page}/actions/runs/${run}/job/${id}` : `https://${app}.example/${id}`,
    check_suite: { id: suite.id },
    app: { id: app === 'github-actions' ? 15368 : id, slug: app, name: app },
  };
  repository.checkRuns.push(check);
  settle(repository, suite);
  return check;
}

type Suite = Repository['checkSuites'][number];

function suiteOf(state: GithubState, repository: Repository, sha: string, run: number, app: string): Suite {
  const known = repository.checkSuites.find((suite) => suite.run === run && suite.head_sha === sha);
  if (known !== undefined) return known;
  const suite: Suite = {
    id: nextId(state),
    run,
    head_sha: sha,
    status: 'queued',
    conclusion: null,
    app: { slug: app },
  };
  repository.checkSuites.push(suite);
  return suite;
}

/** A suite is over when the newest run of each name is; `hold` keeps it open, as a workflow with jobs to come is. */
function settle({ checkRuns }: Repository, suite: Suite): void {
  const newest = new Map(checkRuns.filter((run) => run.check_suite.id === suite.id).map((run) => [run.name, run]));
  const runs = [...newest.values()];
  const open = suite.hold === true || runs.some(({ status }) => status !== 'completed');
  suite.status = open ? 'in_progress' : 'completed';
  const bad = runs.find(({ conclusion }) => !['success', 'neutral', 'skipped'].includes(conclusion ?? ''));
  suite.conclusion = open ? null : (bad?.conclusion ?? 'success');
}

/** A workflow run whose later jobs do not exist yet: its suite stays under way until `isHeld` is false. */
export function holdSuite(
  state: GithubState,
  of: { readonly sha: string; readonly run: number; readonly isHeld: boolean },
  fallback: string,
): void {
  const repository = repositoryIn(state, fallback);
  const suite = suiteOf(state, repository, of.sha, of.run, 'github-actions');
  suite.hold = of.isHeld;
  settle(repository, suite);
}

export function seedStatus(state: GithubState, clock: GithubClock, wish: SeedStatus, fallback: string): CommitStatus {
  const repository = repositoryIn(state, wish.repository ?? fallback);
  const now = iso(clock.now());
  const status: CommitStatus = {
    id: nextId(state),
    sha: wish.sha,
    context: wish.context,
    state: wish.state,
    description: wish.description ?? null,
    target_url: `https://ci.example/${wish.context}`,
    created_at: now,
    updated_at: now,
  };
  repository.statuses.push(status);
  return status;
}
