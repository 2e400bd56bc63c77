import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import type { HttpAnswer, HttpPort } from '#base/network';
import { GithubError } from './github-error.ts';
import { readTrouble } from './read-trouble.ts';

/** One call of the REST API. */
export interface GithubCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: URL;
  readonly body?: unknown;
  /** The line of `permissions:` that it needs: `checks: read`. */
  readonly needs: string;
}

export interface GithubPorts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly http: HttpPort;
  readonly signal: AbortSignal;
  readonly token: string;
  /** Milliseconds that a call may wait for GitHub to be there, or for a limit to be over. */
  readonly patienceMs: number;
}

export interface GithubAnswer {
  readonly body: unknown;
  /** The address of the next page. */
  readonly next: URL | undefined;
}

/** A hundred check runs with their texts are some 400 KB. */
const mostBytes = 8 * 1024 * 1024;
const version = '2022-11-28';

/**
 * Calls until GitHub answers: again after 5xx and lost connections where that cannot do a thing twice, and after a limit
 * when it ends in time. Throws `GithubError`; the signal's reason.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export async function callGithub(call: GithubCall, ports: GithubPorts): Promise<GithubAnswer> {
  const { clock, log, signal, patienceMs } = ports;
  const deadline = clock.now() + patienceMs;
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    const answer = await ask(call, ports);
    const read = understood(answer);
    if (read !== undefined) return read;
    const trouble = readTrouble(answer, clock.now());
    const again =
      trouble.kind === 'limited' || (trouble.kind === 'transient' && (call.method === 'GET' || trouble.isUnheard));
    const pause = trouble.kind === 'limited' ? trouble.waitMs : Math.min(8_000, 500 * 2 ** tries);
    if (!again || clock.now() + pause > deadline) throw new GithubError(trouble, call);
    log.debug(`GitHub: ${call.method} ${call.url.pathname}: ${trouble.said}; again in ${Math.round(pause / 1_000)} s`);
    await clock.sleep(pause, signal);
  }
}

const ask = ({ method, url, body }: GithubCall, { http, token, signal }: GithubPorts): Promise<HttpAnswer> =>
  http(
    {
      url,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.github+json',
        'user-agent': 'deploy-actions',
        'x-github-api-version': version,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeoutMs: 15_000,
      mostBytes,
    },
    signal,
  );

/** `undefined` for anything but an answer in JSON with a status of success. */
function understood(answer: HttpAnswer): GithubAnswer | undefined {
  if (answer.kind !== 'answered' || answer.status < 200 || answer.status > 299) return undefined;
  try {
    const body: unknown = answer.body === '' ? undefined : JSON.parse(answer.body);
    return { body, next: nextPage(answer.headers.link ?? '') };
  } catch {
    return undefined;
  }
}

function nextPage(link: string): URL | undefined {
  const [, address = ''] = /<([^>]+)>;\s*rel="next"/.exec(link) ?? [];
  return URL.parse(address) ?? undefined;
}
