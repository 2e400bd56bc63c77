import type { Clock } from './clock.ts';

export interface UntilOptions {
  clock: Clock;
  signal: AbortSignal;
  /** Pause in milliseconds before the next look; `looks` counts the looks already taken, from 1. */
  pauseMs: (looks: number) => number;
  /** Milliseconds after the first look at which waiting ends. Absent: no limit. */
  budgetMs?: number;
}

export type Waited<T> = { kind: 'answer'; value: T } | { kind: 'out-of-time' };

/**
 * The one polling loop of the project: looks at once, then again after each pause, until `look` answers something
 * other than `undefined` or the budget is spent. The last pause is shortened so that one look happens at the very end.
 * Throws what `look` throws, and `signal.reason` when the signal aborts.
 */
export async function until<T>(
  look: (looks: number) => Promise<T | undefined>,
  options: UntilOptions,
): Promise<Waited<T>> {
  const { clock, signal, pauseMs, budgetMs = Number.POSITIVE_INFINITY } = options;
  const start = clock.now();
  for (let looks = 1; ; looks++) {
    signal.throwIfAborted();
    const value = await look(looks);
    if (value !== undefined) return { kind: 'answer', value };
    const left = start + budgetMs - clock.now();
    if (left <= 0) return { kind: 'out-of-time' };
    await clock.sleep(Math.min(pauseMs(looks), left), signal);
  }
}
