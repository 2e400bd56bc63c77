import type { Counts } from './look-judgement.ts';

/** What the pace of looking depends on, for one part. Times in milliseconds. */
export interface Pace {
  /** Since the rollout began. */
  readonly elapsedMs: number;
  readonly counts?: Counts;
  /** Since the counts last changed. */
  readonly sinceChangeMs: number;
  /** Durations of past successful rollouts. */
  readonly history: readonly number[];
  /** A failure is in the air: its end, and what tells its cause, must be seen soon. */
  readonly suspect: boolean;
  /** Something that may end the rollout from outside at any time is watching over it: an alarm. */
  readonly guarded: boolean;
  /** ECS is putting the old revision back. */
  readonly goingBack: boolean;
}

/** Never longer, unless the end is known to be far. With the time of a call it stays under 5 s. */
const longest = 4_850;
const far = 6_500;
/** Pauses grow by this share of the time that has passed. */
const slope = 0.18;

/**
 * Milliseconds until the next look: short where the end is likely (past rollouts of the service took as long; all new
 * tasks run and no old one does), long elsewhere. Measured in __tests__/packages/ecs/watch-pace.test.ts.
 */
export function paceLooks(pace: Pace): number {
  const { elapsedMs, suspect, goingBack } = pace;
  if (suspect || goingBack) return 3_000;
  const usualPause = Math.min(longest, 1_500 + elapsedMs * slope);
  const expected = windowOf(pace.history);
  if (expected !== undefined && elapsedMs >= expected.from && elapsedMs <= expected.to)
    return expected.trusted ? 1_500 : 2_000;
  const left = (expected?.from ?? 0) - elapsedMs;
  const isFar = expected?.trusted === true && !pace.guarded && elapsedMs > 10_000 && left > 15_000;
  if (isNear(pace) && !isFar) return Math.min(longest, 1_500 + pace.sinceChangeMs * 0.3);
  if (left <= 0) return usualPause;
  return Math.max(1_000, Math.min(isFar ? far : usualPause, left));
}

/** All new tasks run and no old one does: what is left is health, draining and clean-up. */
function isNear({ counts }: Pace): boolean {
  if (counts === undefined) return false;
  return counts.running >= counts.wanted && counts.pending === 0 && counts.old === 0;
}

/**
 * When the end is to be expected: around the middle one of past durations, at most 24 s wide. Three that agree are
 * trusted: before such a window nothing is going to end well.
 */
function windowOf(history: readonly number[]): { from: number; to: number; trusted: boolean } | undefined {
  if (history.length === 0) return undefined;
  const sorted = history.toSorted((a, b) => a - b);
  const middle = usual(history) ?? 0;
  const [low = middle, high = middle] = [sorted[0], sorted.at(-1)];
  const half = history.length >= 3 ? 12_000 : 5_000;
  return {
    from: Math.max(middle - half, low - 2_000, 0),
    to: Math.min(middle + half, high + 4_000),
    trusted: history.length >= 3 && low > high * 0.7,
  };
}

/** The middle one of past durations, ms; `undefined` without any. */
export function usual(history: readonly number[]): number | undefined {
  return history.toSorted((a, b) => a - b)[Math.floor(history.length / 2)];
}
