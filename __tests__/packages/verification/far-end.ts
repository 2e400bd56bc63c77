import type { HttpAnswer, HttpPort, HttpRequest } from '#base/network';
import type { CheckContext } from '#rollout/check';
import type { Part } from '#rollout/platform';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { inProcessHost } from '../../support/host.ts';

/** What a scripted server says: milliseconds of delay, then an answer or none. */
export interface Said {
  readonly afterMs?: number;
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly certificateExpiresAt?: number;
  /** No answer, for this reason. */
  readonly reason?: string;
}

/** A server for a test: `say` is asked for each request; time passes on the clock, and timeouts are kept. */
export function scriptedHttp(
  clock: VirtualClock,
  say: (request: HttpRequest, count: number) => Said,
): HttpPort & { readonly requests: readonly { readonly at: number; readonly request: HttpRequest }[] } {
  const requests: { at: number; request: HttpRequest }[] = [];
  const port: HttpPort = async (request, signal) => {
    requests.push({ at: clock.now(), request });
    const said = say(request, requests.length);
    const { afterMs = 5 } = said;
    await clock.sleep(Math.min(afterMs, request.timeoutMs), signal);
    if (afterMs > request.timeoutMs) return silence('timeout', request.timeoutMs);
    return said.reason === undefined ? answer(said, afterMs) : silence(said.reason, afterMs);
  };
  return Object.assign(port, { requests });
}

const silence = (reason: string, tookMs: number): HttpAnswer => ({
  kind: 'unanswered',
  reason,
  message: `${reason} of the test`,
  tookMs,
});

const answer = ({ status = 200, body = '', headers = {}, ...rest }: Said, tookMs: number): HttpAnswer => ({
  kind: 'answered',
  status,
  headers,
  body,
  tookMs,
  ...(rest.certificateExpiresAt === undefined ? {} : { certificateExpiresAt: rest.certificateExpiresAt }),
});

export const newCommit = '9f3c2ab1d4e5f60718293a4b5c6d7e8f90a1b2c3';
export const oldCommit = '1111111aaaaaaabbbbbbbcccccccdddddddeeeee';
export const versionBody = (version: string) => JSON.stringify({ status: 'ok', version });

export const part = (row: string, commit?: string): Part => ({
  v: 1,
  platform: 'ecs',
  goal: 'release',
  row,
  place: 'main',
  to: { id: `${row}:42`, label: `${row}:42`, images: [], ...(commit === undefined ? {} : { commit }) },
  from: { id: `${row}:41`, label: `${row}:41`, images: [] },
  startedAt: 0,
  undo: null,
});

export interface Scene {
  readonly clock: VirtualClock;
  readonly context: CheckContext;
  readonly lines: readonly string[];
  readonly abort: AbortController;
}

/** A check's surroundings: virtual time, five minutes to the deadline. */
export function scene(more: Partial<CheckContext> = {}, clock = new VirtualClock()): Scene {
  const { lines, log, abort, signal } = inProcessHost(clock);
  const context: CheckContext = {
    clock,
    log,
    signal,
    deadline: clock.now() + 300_000,
    commit: newCommit,
    release: '777-1',
    parts: [],
    ...more,
  };
  return { clock, context, lines, abort };
}
