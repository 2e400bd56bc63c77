import type { Clock } from './clock.ts';

/** A signal that aborts after `ms`, on the run's clock; `stop` takes it back. */
export function limitTime(clock: Clock, ms: number): { signal: AbortSignal; stop: () => void } {
  const limit = new AbortController();
  const waiting = new AbortController();
  clock.sleep(ms, waiting.signal).then(
    () => limit.abort(new DOMException('out of time', 'TimeoutError')),
    () => {},
  );
  return { signal: limit.signal, stop: () => waiting.abort(new Error('done')) };
}
