import type { ApiResponse, DeploymentResource, DeploymentStatus, Repository } from './model.ts';
import { paginate } from './paginate.ts';
import { commitOf, nextId } from './repository.ts';
import { idIn, type Operation, type Route, route, textIn } from './route.ts';
import { invalid, json, notFound, refusal } from './texts.ts';

/** https://docs.github.com/en/rest/deployments/deployments and …/statuses */
export const deploymentRoutes: readonly Route[] = [
  route('GET /deployments', ['deployments', 'read'], listDeployments),
  route('POST /deployments', ['deployments', 'write'], createDeployment),
  route('GET /deployments/:id', ['deployments', 'read'], (operation) => found(operation, (one) => json(200, one))),
  route('DELETE /deployments/:id', ['deployments', 'write'], (operation) => found(operation, remove(operation))),
  route('GET /deployments/:id/statuses', ['deployments', 'read'], (operation) =>
    found(operation, ({ id }) => paginate(operation, statusesOf(operation.repository, id).toReversed())),
  ),
  route('POST /deployments/:id/statuses', ['deployments', 'write'], (operation) =>
    found(operation, (one) => createStatus(operation, one)),
  ),
];

const statusesOf = ({ deploymentStatuses }: Repository, id: number): DeploymentStatus[] => {
  const known = deploymentStatuses.get(id);
  if (known !== undefined) return known;
  const made: DeploymentStatus[] = [];
  deploymentStatuses.set(id, made);
  return made;
};

function found(operation: Operation, then: (one: DeploymentResource) => ApiResponse): ApiResponse {
  const one = operation.repository.deployments.find(({ id }) => id === idIn(operation.parts));
  return one === undefined ? notFound() : then(one);
}

/** Newest first, filtered by what the query names. */
function listDeployments(operation: Operation): ApiResponse {
  const filters = ['sha', 'ref', 'task', 'environment'] as const;
  const wanted = operation.repository.deployments.filter((one) =>
    filters.every((name) => {
      const value = operation.query.get(name);
      return value === null || value === '' || one[name] === value;
    }),
  );
  return paginate(operation, wanted.toReversed());
}

function createDeployment({ state, repository, body, now, origin }: Operation): ApiResponse {
  const ref = textIn(body, 'ref');
  if (ref === undefined) return invalid('Deployment', 'ref', 'missing_field');
  const sha = commitOf(repository, ref);
  if (sha === undefined) return refusal(422, `No ref found for: ${ref}`);
  const blocked = failingContexts(repository, sha, body.required_contexts);
  if (blocked.length > 0) {
    return refusal(409, `Conflict: Commit status checks failed for ${ref}`, {
      errors: blocked.map(([context, status]) => ({
        contexts: [{ context, state: status }],
        resource: 'Deployment',
        field: 'required_contexts',
        code: 'invalid',
      })),
    });
  }
  const id = nextId(state);
  const environment = textIn(body, 'environment') ?? 'production';
  const url = `${origin}/repos/${repository.name}/deployments/${id}`;
  const one: DeploymentResource = {
    id,
    url,
    sha,
    ref,
    task: textIn(body, 'task') ?? 'deploy',
    payload: body.payload ?? {},
    environment,
    original_environment: environment,
    description: textIn(body, 'description') ?? null,
    transient_environment: body.transient_environment === true,
    production_environment:
      body.production_environment === undefined ? environment === 'production' : body.production_environment === true,
    created_at: now,
    updated_at: now,
    statuses_url: `${url}/statuses`,
    creator: { login: 'github-actions[bot]' },
  };
  repository.deployments.push(one);
  return json(201, one, { location: url });
}

/** Without `required_contexts` every context of the commit must be green; `[]` asks for none. */
function failingContexts({ statuses }: Repository, sha: string, required: unknown): [string, string][] {
  const latest = new Map(statuses.filter((one) => one.sha === sha).map(({ context, state }) => [context, state]));
  const names = Array.isArray(required) ? required.map(String) : [...latest.keys()];
  return names.flatMap((name) => (latest.get(name) === 'success' ? [] : [[name, latest.get(name) ?? 'pending']]));
}

const states = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'];

function createStatus({ state, repository, body, now }: Operation, of: DeploymentResource): ApiResponse {
  const wanted = textIn(body, 'state');
  if (wanted === undefined) return invalid('DeploymentStatus', 'state', 'missing_field');
  if (!states.includes(wanted))
    return invalid('DeploymentStatus', 'state', 'custom', 'state is not included in the list');
  const description = textIn(body, 'description') ?? '';
  if (description.length > 140) {
    return invalid('DeploymentStatus', 'description', 'custom', 'description is too long (maximum is 140 characters)');
  }
  const add = (id: number, more: Record<string, unknown>): DeploymentStatus => {
    const made = { id: nextId(state), state: 'inactive', created_at: now, updated_at: now, ...more };
    statusesOf(repository, id).push(made);
    return made;
  };
  const environment = textIn(body, 'environment') ?? of.environment;
  const status = add(of.id, {
    state: wanted,
    description,
    environment,
    environment_url: textIn(body, 'environment_url') ?? '',
    log_url: textIn(body, 'log_url') ?? '',
    target_url: textIn(body, 'log_url') ?? '',
  });
  of.updated_at = now;
  if (wanted === 'success' && body.auto_inactive !== false) {
    for (const other of repository.deployments) {
      const isPrior = other.id < of.id && other.environment === environment && !other.transient_environment;
      if (!isPrior || other.production_environment) continue;
      if (statusesOf(repository, other.id).at(-1)?.state === 'success') add(other.id, { description: '' });
    }
  }
  return json(201, status);
}

/** A deployment that was the latest active one may not be deleted. */
const remove =
  ({ repository }: Operation) =>
  (one: DeploymentResource): ApiResponse => {
    const active = statusesOf(repository, one.id).at(-1)?.state;
    if (repository.deployments.length > 1 && active !== 'inactive') {
      return refusal(
        422,
        'We cannot delete an active deployment unless it is the only deployment in a given environment.',
      );
    }
    repository.deployments.splice(repository.deployments.indexOf(one), 1);
    return { status: 204, headers: {}, body: '' };
  };
