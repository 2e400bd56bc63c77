import { expectEnd } from './expect-end.ts';
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
  /** What its strategy takes from now on at least. */
  readonly leastLeftMs: number;
  /** A failure is in the air: its end, and what tells its cause, must be seen soon. */
  readonly suspect: boolean;
  /** It may end at any time, whatever its counts say: `isGuarded`. */
  readonly guarded: boolean;
  /** ECS is putting the old revision back. */
  readonly goingBack: boolean;
}

/** Pauses that one part asks for, ms. */
export interface Pauses {
  /** Until its good end is worth a look. */
  readonly end: number;
  /** Longest that trouble may go unseen. */
  readonly trouble: number;
  /** Without haste: with the time of the calls, any end is seen within 5 s. */
  readonly steady: number;
}

/** Pauses begin with this and grow by this share of the time that has passed. */
const first = 1_500;
const slope = 0.25;
/** Longest while the end may come at once, also of those that are given 30 s to stop; while old tasks run yet. */
const near = 4_650;
const draining = 4_300;
const settling = 4_850;
/** While new tasks do not run yet, it grows on: what is slow to start has a while to go. */
const starting = 7_000;
const patience = 0.02;
/** While old tasks run and past rollouts say that there is time; while the strategy does. */
const far = 5_800;
const baking = 10_000;
/** What containers are given to stop by default (API reference of ContainerDefinition). */
const stopTimeout = 30_000;
/** For so long counts that say near are believed more than past rollouts that say far. */
const doubt = 3_000;
/** A failure is in the air, or it is going back. */
const troubled = 3_000;

/**
 * Short where the end is likely (past rollouts of the service took as long; all new tasks run and no old one does), long
 * where it cannot be near (new tasks do not run yet; a strategy has its time). Numbers: docs/decisions/0010-following.md.
 */
export function paceLooks(pace: Pace): Pauses {
  const { suspect, goingBack, guarded } = pace;
  const phase = phaseOf(pace);
  const steady = phase === 'near' ? near : settling;
  if (suspect || goingBack) return { end: troubled, trouble: troubled, steady };
  return { end: endPause(pace, phase), trouble: guarded ? steady : baking, steady };
}

function endPause(pace: Pace, phase: Phase): number {
  const { elapsedMs, leastLeftMs, sinceChangeMs } = pace;
  if (leastLeftMs > starting) return Math.min(baking, leastLeftMs);
  const expected = expectEnd(pace.history);
  const left = (expected?.from ?? 0) - elapsedMs;
  if (phase !== 'starting' && expected !== undefined && left <= 0 && elapsedMs <= expected.to)
    return expected.trusted ? 1_500 : 2_000;
  const isFar = expected?.trusted === true && elapsedMs > 10_000 && left > 15_000;
  if (phase === 'near')
    return sinceChangeMs > (isFar ? doubt : stopTimeout) ? near : Math.min(draining, first + sinceChangeMs * 0.3);
  const longest = longestPause(phase, elapsedMs, isFar);
  const usual = isFar ? longest : Math.min(longest, first + elapsedMs * slope);
  return left <= 0 ? usual : Math.max(1_000, Math.min(usual, left));
}

type Phase = 'starting' | 'settling' | 'near';

function longestPause(phase: Exclude<Phase, 'near'>, elapsedMs: number, isFar: boolean): number {
  if (phase === 'settling') return isFar ? far : settling;
  return isFar ? starting : Math.min(starting, settling + elapsedMs * patience);
}

/** `near`: all new tasks run and no old one does; what is left is health, draining and clean-up. Unknown: `settling`. */
function phaseOf({ counts }: Pace): Phase {
  if (counts === undefined) return 'settling';
  if (counts.running < counts.wanted || counts.pending > 0) return 'starting';
  return counts.old > 0 ? 'settling' : 'near';
}
