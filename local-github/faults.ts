import type { ApiResponse, Fault, GithubClock, GithubState } from './model.ts';
import { refusal, texts } from './texts.ts';

/** The answer of a fault that waits for this call; it is used up by that. */
export function faultFor(state: GithubState, call: string, clock: GithubClock): ApiResponse | undefined {
  const waiting = state.faults.find(({ fault, left }) => left > 0 && new RegExp(fault.call).test(call));
  if (waiting === undefined) return undefined;
  waiting.left--;
  return answerOf(waiting.fault, clock);
}

function answerOf({ do: what, seconds = 60 }: Fault, clock: GithubClock): ApiResponse {
  switch (what) {
    case 'primary-limit':
      return primaryLimit(Math.ceil(clock.now() / 1_000) + seconds);
    case 'secondary-limit':
      return refusal(403, texts.secondaryLimit, { headers: { 'retry-after': String(seconds) } });
    case 'server-error':
      return refusal(500, texts.serverError);
    case 'bad-gateway':
      return { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><title>Unicorn!</title></html>' };
    case 'not-json':
      return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>a captive portal</html>' };
    case 'drop':
      return { status: 0, headers: {}, body: '', cut: true };
  }
}

/** `reset`: seconds since the epoch. */
export const primaryLimit = (reset: number): ApiResponse =>
  refusal(403, texts.primaryLimit, {
    headers: { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
  });
