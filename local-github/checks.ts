import type { ApiResponse, CheckRun, CommitStatus, Repository } from './model.ts';
import { paginate } from './paginate.ts';
import { commitOf, nextId } from './repository.ts';
import { type Operation, type Route, route, textIn } from './route.ts';
import { invalid, json, refusal } from './texts.ts';

/** https://docs.github.com/en/rest/checks/runs, …/checks/suites, …/commits/statuses */
export const checkRoutes: readonly Route[] = [
  route('GET /commits/:ref*/check-runs', ['checks', 'read'], (operation) => ofCommit(operation, listCheckRuns)),
  route('GET /commits/:ref*/check-suites', ['checks', 'read'], (operation) => ofCommit(operation, listSuites)),
  route('GET /commits/:ref*/status', ['statuses', 'read'], (operation) => ofCommit(operation, combined)),
  route('GET /commits/:ref*/statuses', ['statuses', 'read'], (operation) =>
    ofCommit(operation, (sha) =>
      paginate(operation, operation.repository.statuses.filter((one) => one.sha === sha).toReversed()),
    ),
  ),
  route('POST /statuses/:sha', ['statuses', 'write'], createStatus),
];

function ofCommit(operation: Operation, then: (sha: string, operation: Operation) => ApiResponse): ApiResponse {
  const ref = decodeURIComponent(operation.parts.ref ?? '');
  const sha = commitOf(operation.repository, ref);
  return sha === undefined ? refusal(422, `No commit found for SHA: ${ref}`) : then(sha, operation);
}

/** `filter=latest`, the default, shows the newest run of a name in each suite. */
function listCheckRuns(sha: string, operation: Operation): ApiResponse {
  const { query, repository } = operation;
  const runs = repository.checkRuns.filter((run) => run.head_sha === sha);
  const newest = new Map(runs.map((run) => [`${run.check_suite.id} ${run.name}`, run]));
  const shown = (query.get('filter') === 'all' ? runs : [...newest.values()]).filter((run) => isAsked(run, query));
  return paginate(operation, shown.toReversed(), (page) => ({ total_count: shown.length, check_runs: page }));
}

const isAsked = (run: CheckRun, query: URLSearchParams): boolean =>
  [query.get('check_name') ?? run.name, query.get('status') ?? run.status].join() === [run.name, run.status].join();

function listSuites(sha: string, operation: Operation): ApiResponse {
  const { checkSuites, checkRuns } = operation.repository;
  const shown = checkSuites
    .filter((suite) => suite.head_sha === sha)
    .map((suite) => ({
      ...suite,
      latest_check_runs_count: checkRuns.filter((run) => run.check_suite.id === suite.id).length,
    }));
  return paginate(operation, shown, (page) => ({ total_count: shown.length, check_suites: page }));
}

/** The latest status of each context, with what they come to. */
function combined(sha: string, operation: Operation): ApiResponse {
  const latest = latestStatuses(operation.repository, sha);
  const has = (...states: string[]) => latest.some(({ state }) => states.includes(state));
  const state = has('failure', 'error') ? 'failure' : latest.length === 0 || has('pending') ? 'pending' : 'success';
  return paginate(operation, latest, (page) => ({ state, sha, total_count: latest.length, statuses: page }));
}

const latestStatuses = ({ statuses }: Repository, sha: string): CommitStatus[] => [
  ...new Map(statuses.filter((one) => one.sha === sha).map((one) => [one.context, one])).values(),
];

function createStatus({ state, repository, parts, body, now }: Operation): ApiResponse {
  const sha = commitOf(repository, parts.sha ?? '');
  if (sha === undefined) return refusal(422, `No commit found for SHA: ${parts.sha}`);
  const wanted = textIn(body, 'state') ?? '';
  if (!['error', 'failure', 'pending', 'success'].includes(wanted)) {
    return invalid('Status', 'state', 'custom', 'state is not included in the list');
  }
  const status: CommitStatus = {
    id: nextId(state),
    sha,
    state: wanted,
    context: textIn(body, 'context') ?? 'default',
    description: textIn(body, 'description') ?? null,
    target_url: textIn(body, 'target_url') ?? null,
    created_at: now,
    updated_at: now,
  };
  repository.statuses.push(status);
  return json(201, status);
}
