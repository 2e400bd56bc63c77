import { sendHttp } from '#base/send-http';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import { callGithub, type GithubCall } from './call-github.ts';
import { type Fields, listOf } from './fields.ts';
import { GithubError } from './github-error.ts';

/** GitHub's API for one repository. `path` begins after it: `/deployments`. All throw `GithubError`, the signal's reason. */
export interface Github {
  /** `acme/shop` */
  readonly repository: string;
  /** The address of the repository's page. */
  readonly page: string;
  get(path: string, needs: string): Promise<unknown>;
  /** Every page of a list; `name` is the field that it stands in. At most `mostPages` pages of a hundred. */
  list(path: string, needs: string, name?: string): Promise<readonly Fields[]>;
  send(method: 'POST' | 'PATCH', path: string, body: unknown, needs: string): Promise<unknown>;
}

export interface GithubOptions {
  /** Milliseconds that a call may wait for GitHub. Default: 20 s. */
  readonly patienceMs?: number;
  /** In place of the signal of the run. */
  readonly signal?: AbortSignal;
}

/** Pages of a hundred; nobody looks at more than thirty thousand of anything. */
const mostPages = 300;

/**
 * GitHub as a job reaches it: `GITHUB_API_URL`, `GITHUB_REPOSITORY`, the token of the input `github-token`. `wants` is the
 * input that needs it; without a token or a repository it fails with `invalid-input`.
 */
export function openGithub(host: Host, token: string | undefined, wants: string, options: GithubOptions = {}): Github {
  const { GITHUB_REPOSITORY: repository, GITHUB_SERVER_URL: server, GITHUB_API_URL: api } = host.env;
  if (!token || !repository) throw unreachable(wants, token ? 'GITHUB_REPOSITORY' : 'the input github-token');
  const root = `${(api || 'https://api.github.com').replace(/\/$/, '')}/repos/${repository}`;
  const { patienceMs = 20_000, signal = host.signal } = options;
  const ports = { clock: host.clock, log: host.log, http: host.network.http ?? sendHttp, signal, token, patienceMs };
  const call = (method: GithubCall['method'], url: URL, needs: string, body?: unknown) =>
    callGithub({ method, url, needs, ...(body === undefined ? {} : { body }) }, ports);
  return {
    repository,
    page: `${server || 'https://github.com'}/${repository}`,
    get: async (path, needs) => (await call('GET', new URL(root + path), needs)).body,
    async send(method, path, body, needs) {
      try {
        const answer = await call(method, new URL(root + path), needs, body);
        host.report.wrote();
        return answer.body;
      } catch (error) {
        if (!(error instanceof GithubError) || isOutcomeOpen(error)) host.report.wrote();
        throw error;
      }
    },
    async list(path, needs, name) {
      const all: Fields[] = [];
      let url: URL | undefined = new URL(root + path);
      url.searchParams.set('per_page', '100');
      for (let pages = 0; url !== undefined && pages < mostPages; pages++) {
        const answer = await call('GET', url, needs);
        all.push(...listOf(answer.body, name));
        // The token goes nowhere else.
        url = answer.next?.origin === url.origin ? answer.next : undefined;
      }
      return all;
    },
  };
}

/** Whether it may have been done all the same. */
const isOutcomeOpen = ({ trouble }: GithubError): boolean => trouble.kind === 'transient' && !trouble.isUnheard;

const unreachable = (wants: string, missing: string): Failure =>
  new Failure(
    diagnosis('invalid-input', {
      what: `${wants} asks GitHub, and ${missing} is empty`,
      where: wants,
      fix: `Leave github-token at its default in a workflow; outside of one set GITHUB_REPOSITORY, and github-token (${wants}).`,
    }),
  );
