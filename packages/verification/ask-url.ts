import type { Clock } from '#base/clock';
import type { HttpAnswer, HttpPort, HttpRequest } from '#base/network';
import type { HealthCheck } from './health-checks.ts';
import { isExpectedStatus, isRedirect } from './is-expected-status.ts';

/** The last answer of a chain of redirects. */
export interface Asked {
  readonly answer: HttpAnswer;
  /** The address that gave it. */
  readonly url: URL;
  /** Of the whole chain, in milliseconds. */
  readonly tookMs: number;
  readonly redirects: number;
}

export const maxRedirects = 5;

/**
 * Asks once, and follows redirects where the check wants that; a status that is itself expected is not followed. The
 * whole chain has `timeoutMs`. Headers of the check go to no other host and not from https to http.
 */
export async function askUrl(
  check: HealthCheck,
  timeoutMs: number,
  { http, clock, signal }: { http: HttpPort; clock: Clock; signal: AbortSignal },
): Promise<Asked> {
  const start = clock.now();
  let request: HttpRequest = {
    url: check.url,
    method: check.method,
    headers: { 'user-agent': 'deploy-actions', accept: '*/*', ...check.headers },
    timeoutMs,
    ...(check.body === undefined ? {} : { body: check.body }),
  };
  for (let redirects = 0; ; redirects++) {
    const answer = await http(request, signal);
    const tookMs = clock.now() - start;
    const asked = { answer, url: request.url, tookMs: Math.max(tookMs, answer.tookMs), redirects };
    const next =
      check.redirects === 'follow' && redirects < maxRedirects ? nextRequest(check, request, answer) : undefined;
    if (next === undefined || tookMs >= timeoutMs) return asked;
    request = { ...next, timeoutMs: timeoutMs - tookMs };
  }
}

function nextRequest(check: HealthCheck, request: HttpRequest, answer: HttpAnswer): HttpRequest | undefined {
  if (answer.kind === 'unanswered' || !isRedirect(answer) || isExpectedStatus(check, answer.status)) return undefined;
  const url = URL.parse(answer.headers.location ?? '', request.url.href);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  const trusted =
    url.hostname === request.url.hostname && !(request.url.protocol === 'https:' && url.protocol === 'http:');
  const headers = trusted ? request.headers : { 'user-agent': 'deploy-actions', accept: '*/*' };
  const again = answer.status === 307 || answer.status === 308 || request.method === 'HEAD';
  const { body, ...rest } = request;
  if (again) return { ...rest, url, headers, ...(body === undefined || !trusted ? {} : { body }) };
  return { ...rest, url, headers, method: 'GET' };
}
