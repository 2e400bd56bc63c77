import type { HttpPort } from '#base/network';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { createGithub, type GithubOptions, type LocalGithub } from '../../../local-github/create-github.ts';
import { holdSuite, type SeedCheck, type SeedStatus, seedCheck, seedStatus } from '../../../local-github/seed.ts';
import { type InProcessHost, inProcessHost } from '../../support/host.ts';

export const commit = '9f3c2ab1d4e5f60718293a4b5c6d7e8f90a1b2c3';
/** Id of the workflow run that asks. */
export const ownRun = 777;

export interface GithubWorld {
  readonly clock: VirtualClock;
  readonly github: LocalGithub;
  readonly host: InProcessHost;
  check(name: string, conclusion?: string, more?: Partial<SeedCheck>): void;
  status(context: string, state: string, more?: Partial<SeedStatus>): void;
  /** A workflow run whose later jobs are not there yet. */
  hold(run: number, isHeld: boolean): void;
  /** Does something so many milliseconds from now. */
  later(ms: number, what: () => void): void;
}

/** GitHub in the test, and a job of acme/shop that reaches it; the job's own check run goes on. */
export function githubWorld(options: Partial<GithubOptions> = {}): GithubWorld {
  const clock = new VirtualClock();
  const github = createGithub({ clock, ...options });
  const host = inProcessHost(clock, { env: jobEnv(), network: { http: githubPort(github) } });
  const check: GithubWorld['check'] = (name, conclusion, more = {}) =>
    void seedCheck(
      github.state,
      clock,
      { sha: commit, name, run: 500, ...(conclusion === undefined ? {} : { conclusion }), ...more },
      'acme/shop',
    );
  check('deploy', undefined, { run: ownRun });
  return {
    clock,
    github,
    host,
    check,
    status: (context, state, more = {}) =>
      void seedStatus(github.state, clock, { sha: commit, context, state, ...more }, 'acme/shop'),
    hold: (run, isHeld) => holdSuite(github.state, { sha: commit, run, isHeld }, 'acme/shop'),
    later: (ms, what) => void clock.at(clock.now() + ms, what),
  };
}

/** What a runner says about the job. */
export const jobEnv = (api = 'http://api.local-github') => ({
  GITHUB_API_URL: api,
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_RUN_ID: String(ownRun),
  GITHUB_SHA: commit,
});

/** The way to a GitHub in the same process. */
export const githubPort =
  (github: LocalGithub): HttpPort =>
  async ({ url, method, headers, body = '' }, signal) => {
    signal.throwIfAborted();
    const answer = github.handle({ method, path: url.pathname + url.search, headers, body }, url.origin);
    if (answer.cut === true) return { kind: 'unanswered', reason: 'ECONNRESET', message: 'socket hang up', tookMs: 1 };
    return { kind: 'answered', status: answer.status, headers: answer.headers, body: answer.body, tookMs: 1 };
  };
