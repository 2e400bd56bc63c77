import type { ApiRequest, ApiResponse, Fault, GithubClock, GithubState, Permissions } from './model.ts';
import { repositoryIn } from './repository.ts';
import { holdSuite, type SeedCheck, type SeedStatus, seedCheck, seedStatus } from './seed.ts';
import { json, notFound } from './texts.ts';

/** What a test in another process may do: `POST /_local-github/checks` and so on; no token is asked. */
const doors: Readonly<
  Record<string, (state: GithubState, clock: GithubClock, body: unknown, repository: string) => unknown>
> = {
  'POST checks': (state, clock, body, repository) =>
    many(body).map((one) => seedCheck(state, clock, one as SeedCheck, repository)),
  'POST statuses': (state, clock, body, repository) =>
    many(body).map((one) => seedStatus(state, clock, one as SeedStatus, repository)),
  'POST suites': (state, _, body, repository) =>
    many(body).map((one) => holdSuite(state, one as Parameters<typeof holdSuite>[1], repository)),
  'POST commits': (state, _, body, repository) =>
    repositoryIn(state, repository).commits.push(...(many(body) as { sha: string; message: string; date: string }[])),
  'POST refs': (state, _, body, repository) => {
    for (const [ref, sha] of Object.entries(Object(body))) repositoryIn(state, repository).refs.set(ref, String(sha));
    return {};
  },
  'POST permissions': (state, _, body) => Object.assign(state.permissions, body as Partial<Permissions>),
  'POST faults': (state, _, body) => {
    for (const fault of many(body) as Fault[]) state.faults.push({ fault, left: fault.times ?? 1 });
    return {};
  },
  'GET deployments': (state, _, __, repository) => {
    const { deployments, deploymentStatuses } = repositoryIn(state, repository);
    return deployments.map((one) => ({ ...one, statuses: deploymentStatuses.get(one.id) ?? [] }));
  },
  'GET releases': (state, _, __, repository) => repositoryIn(state, repository).releases,
  'GET calls': (state) => state.calls,
};

const many = (body: unknown): readonly unknown[] => (Array.isArray(body) ? body : [body]);

/** The answer of a test door; `?repository=acme/shop` chooses whose. `undefined` when the request is for something else. */
export function answerDoor(
  state: GithubState,
  clock: GithubClock,
  request: ApiRequest,
  fallback: string,
): ApiResponse | undefined {
  const url = new URL(request.path, 'http://local-github');
  if (!url.pathname.startsWith('/_local-github/')) return undefined;
  const door = doors[`${request.method} ${url.pathname.slice('/_local-github/'.length)}`];
  if (door === undefined) return notFound();
  const body: unknown = request.body === '' ? {} : JSON.parse(request.body);
  return json(200, door(state, clock, body, url.searchParams.get('repository') ?? fallback) ?? {});
}
