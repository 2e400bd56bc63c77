import { STATUS_CODES } from 'node:http';
import type { HttpAnswer } from '#base/network';
import type { HealthCheck } from './health-checks.ts';
import type { Problem } from './judge-answer.ts';
import { readBody } from './read-answer.ts';

/** A status that the check does not allow, with what usually mends it. */
export function explainStatus(
  check: HealthCheck,
  url: URL,
  answer: Extract<HttpAnswer, { kind: 'answered' }>,
): Problem {
  const first = readBody(answer);
  const status = `${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trim();
  return {
    kind: 'status',
    key: `status ${answer.status}`,
    text: first === '' ? `${status}, empty body` : `${status}: ${JSON.stringify(first)}`,
    fix: fixOf(answer.status, url, check),
  };
}

function fixOf(status: number, url: URL, check: HealthCheck): string {
  switch (status) {
    case 401:
    case 403:
      return `Give the check of ${url} the credentials it needs (headers), or a path that needs none.`;
    case 404:
      return `Correct the path ${url.pathname}, or the host ${check.headers.Host ?? url.host} that the listener's rules look for.`;
    case 502:
    case 503:
    case 504:
      return `Behind ${url} no healthy target answers: look at the health of the target group, then at the container's log.`;
    default:
      return status >= 500
        ? `Read the application's log for the time of the request to ${url}.`
        : `See why ${url} answers ${status}, or correct expect-status.`;
  }
}
