import type { HttpAnswer } from '#base/network';
import { textOf } from './fields.ts';

/** Why GitHub did not do what it was asked; `said` is one line of what came back. */
export type Trouble =
  | { readonly kind: 'denied' | 'unauthorized' | 'not-found' | 'rejected'; readonly said: string }
  | { readonly kind: 'limited'; readonly said: string; readonly waitMs: number }
  /** `isUnheard`: the request cannot have reached GitHub. */
  | { readonly kind: 'transient'; readonly said: string; readonly isUnheard: boolean };

/** Milliseconds to wait where a limit does not say how long: "wait for at least one minute". */
const unsaidWait = 60_000;

/**
 * What an answer that was no success means. Limits come as 403 or 429, as refusals for lack of permission do.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function readTrouble(answer: HttpAnswer, now: number): Trouble {
  if (answer.kind === 'unanswered') {
    const isUnheard = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(answer.reason);
    return { kind: 'transient', said: `${answer.reason}: ${answer.message}`, isUnheard };
  }
  const { status, headers } = answer;
  const said = saidIn(answer.body, status);
  if (status >= 500 || status < 300) return { kind: 'transient', said, isUnheard: false };
  if (status === 403 || status === 429) {
    const wait = waitIn(headers, said, now);
    if (wait !== undefined || status === 429) return { kind: 'limited', said, waitMs: wait ?? unsaidWait };
    return { kind: 'denied', said };
  }
  if (status === 401) return { kind: 'unauthorized', said };
  return { kind: status === 404 || status === 410 ? 'not-found' : 'rejected', said };
}

function saidIn(body: string, status: number): string {
  try {
    const parsed: unknown = JSON.parse(body);
    const errors = JSON.stringify((parsed as { errors?: unknown } | null)?.errors);
    const message = textOf(parsed, 'message') || 'an answer without a message';
    return `HTTP ${status}: ${message}${errors === undefined ? '' : ` ${errors.slice(0, 300)}`}`;
  } catch {
    return `HTTP ${status}, and no JSON`;
  }
}

/** Milliseconds until a limit is over; `undefined` when this is none. */
function waitIn(headers: Readonly<Record<string, string>>, said: string, now: number): number | undefined {
  const after = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(after)) return after * 1_000;
  if (headers['x-ratelimit-remaining'] === '0') {
    const reset = Number(headers['x-ratelimit-reset']) * 1_000;
    return Number.isFinite(reset) ? Math.max(1_000, reset - now) : unsaidWait;
  }
  return /rate limit/i.test(said) ? unsaidWait : undefined;
}
