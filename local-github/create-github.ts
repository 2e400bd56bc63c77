import { activityRoutes } from './activity.ts';
import { checkRoutes } from './checks.ts';
import { contentRoutes } from './contents.ts';
import { deploymentRoutes } from './deployments.ts';
import { answerDoor } from './doors.ts';
import { faultFor, primaryLimit } from './faults.ts';
import type { Access, ApiRequest, ApiResponse, GithubClock, GithubState, Permissions, Repository } from './model.ts';
import { createOidc, type JobClaims, type Oidc } from './oidc.ts';
import { repositoryIn } from './repository.ts';
import type { Route } from './route.ts';
import { iso } from './seed.ts';
import { notFound, refusal, texts } from './texts.ts';

export interface GithubOptions {
  readonly clock: GithubClock;
  /** The repository of tests that name none, and of the job's OIDC token. Default: acme/shop. */
  readonly repository?: string;
  /** Other repositories are 404 then; without it every repository exists. */
  readonly only?: readonly string[];
  readonly permissions?: Partial<Permissions>;
  readonly job?: Partial<JobClaims>;
  /** Requests that the token has; a job's has 1 000 an hour, 15 000 in a company's plan. Default: 1 000. */
  readonly requests?: number;
}

/** GitHub in one process: the REST API that deployments need, the job's OIDC tokens, and doors for tests. */
export interface LocalGithub {
  readonly state: GithubState;
  readonly oidc: Oidc;
  /** The repository of tests that name none. */
  readonly home: Repository;
  /** Answers one request; `origin` is where the caller reached it. */
  handle(request: ApiRequest, origin?: string): ApiResponse;
}

const routes: readonly Route[] = [...deploymentRoutes, ...checkRoutes, ...contentRoutes, ...activityRoutes];

export function createGithub(options: GithubOptions): LocalGithub {
  const { clock, repository = 'acme/shop' } = options;
  const all: Permissions = {
    actions: 'write',
    checks: 'write',
    contents: 'write',
    deployments: 'write',
    issues: 'write',
    statuses: 'write',
  };
  const state: GithubState = {
    token: 'ghs_localGithubTokenOfTheJob0000000000',
    permissions: { ...all, ...options.permissions },
    repositories: new Map(),
    calls: [],
    faults: [],
    remaining: options.requests ?? 1_000,
    nextId: 101,
  };
  for (const name of options.only ?? []) repositoryIn(state, name);
  const oidc = createOidc(clock, { repository, ...options.job });
  return {
    state,
    oidc,
    home: repositoryIn(state, repository),
    handle(request, origin = 'http://api.local-github') {
      const aside = answerDoor(state, clock, request, repository) ?? oidc.answer(request, origin);
      if (aside !== undefined) return aside;
      const answer = answerApi(request, origin);
      const url = new URL(request.path, origin);
      state.calls.push({
        call: `${request.method} ${url.pathname}`,
        query: Object.fromEntries(url.searchParams),
        body: parsed(request.body) ?? null,
        status: answer.status,
        at: clock.now(),
      });
      return answer;
    },
  };

  function answerApi(request: ApiRequest, origin: string): ApiResponse {
    const url = new URL(request.path, origin);
    const fault = faultFor(state, `${request.method} ${url.pathname}`, clock);
    if (fault !== undefined) return fault;
    const { authorization } = request.headers;
    if (authorization === undefined) return refusal(401, texts.requiresAuthentication);
    if (!/^(bearer|token) /i.test(authorization) || authorization.replace(/^\S+ /, '') !== state.token) {
      return refusal(401, texts.badCredentials);
    }
    const reset = Math.ceil(clock.now() / 1_000) + 3_600;
    if (state.remaining <= 0) return primaryLimit(reset);
    state.remaining--;
    const answer = answerRoute(request, url, origin);
    const limits = {
      'x-ratelimit-limit': String(options.requests ?? 1_000),
      'x-ratelimit-remaining': String(state.remaining),
      'x-ratelimit-reset': String(reset),
    };
    return { ...answer, headers: { ...limits, ...answer.headers } };
  }

  function answerRoute(request: ApiRequest, url: URL, origin: string): ApiResponse {
    for (const { method, pattern, needs, answer } of routes) {
      const match = method === request.method ? pattern.exec(url.pathname) : null;
      if (match === null) continue;
      const { groups: parts = {} } = match;
      const name = `${parts.owner}/${parts.repo}`;
      if (options.only !== undefined && !options.only.includes(name)) return notFound();
      const [permission, access] = needs;
      if (!isAllowed(state.permissions[permission], access)) {
        return refusal(403, texts.notAccessible, {
          headers: { 'x-accepted-github-permissions': `${permission}=${access}` },
        });
      }
      const body = request.body === '' ? {} : parsed(request.body);
      if (body === undefined) return refusal(400, texts.problemsParsing);
      return answer({
        state,
        repository: repositoryIn(state, name),
        origin,
        parts,
        query: url.searchParams,
        body: Object(body),
        path: url.pathname,
        now: iso(clock.now()),
      });
    }
    return notFound();
  }
}

const isAllowed = (has: Access, needed: Access): boolean => has === 'write' || has === needed;

function parsed(body: string): unknown {
  try {
    return body === '' ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}
