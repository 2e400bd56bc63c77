import { paginate } from './paginate.ts';
import { nextId } from './repository.ts';
import { idIn, type Route, route, textIn } from './route.ts';
import { invalid, json, notFound } from './texts.ts';

/** https://docs.github.com/en/rest/actions/workflow-runs, …/workflow-jobs, …/issues/comments */
export const activityRoutes: readonly Route[] = [
  route('GET /actions/runs', ['actions', 'read'], (operation) => {
    const sha = operation.query.get('head_sha');
    const runs = operation.repository.runs.filter((run) => sha === null || run.head_sha === sha).toReversed();
    return paginate(operation, runs, (page) => ({ total_count: runs.length, workflow_runs: page }));
  }),
  route('GET /actions/runs/:id', ['actions', 'read'], ({ repository, parts }) => {
    const run = repository.runs.find(({ id }) => id === idIn(parts));
    return run === undefined ? notFound() : json(200, run);
  }),
  ...['GET /actions/runs/:id/jobs', 'GET /actions/runs/:id/attempts/:attempt/jobs'].map((call) =>
    route(call, ['actions', 'read'], (operation) => {
      const jobs = operation.repository.jobs.filter(({ run_id }) => run_id === idIn(operation.parts));
      return paginate(operation, jobs, (page) => ({ total_count: jobs.length, jobs: page }));
    }),
  ),
  route('GET /issues/:issue/comments', ['issues', 'read'], (operation) => {
    const issue = idIn(operation.parts, 'issue');
    return paginate(
      operation,
      operation.repository.comments.filter((one) => one.issue === issue),
    );
  }),
  route('POST /issues/:issue/comments', ['issues', 'write'], ({ state, repository, parts, body, now }) => {
    const text = textIn(body, 'body');
    if (text === undefined || text === '') return invalid('IssueComment', 'body', 'missing_field');
    const comment = { id: nextId(state), issue: idIn(parts, 'issue'), body: text, created_at: now };
    repository.comments.push(comment);
    return json(201, comment);
  }),
  route('PATCH /issues/comments/:id', ['issues', 'write'], ({ repository, parts, body }) => {
    const comment = repository.comments.find(({ id }) => id === idIn(parts));
    if (comment === undefined) return notFound();
    comment.body = textIn(body, 'body') ?? comment.body;
    return json(200, comment);
  }),
];
