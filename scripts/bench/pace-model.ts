import type { Pace } from '#ecs/follow/pace-looks';
import type { Spent } from '#ecs/follow/pace-together';

/** A rollout of `ms` as its counts tell it: what is seen of it at a moment, ms after its beginning. */
export interface ModelRollout {
  readonly ms: number;
  /** When all new tasks run, and when no old one does. */
  readonly newRun: number;
  readonly oldGone: number;
  /** Durations of past rollouts. */
  readonly history: readonly number[];
  /** Ms after the beginning of the run at which it begins. Default 0. */
  readonly from?: number;
}

/** Milliseconds until the next look at these rollouts, counted from the beginning of this one. */
export type Pacing = (paces: readonly Pace[], spent: Spent) => number;

export interface ModelFigures {
  /** From the end of the last rollout to the verdict, ms. */
  readonly lag: number;
  /** Looks. */
  readonly polls: number;
}

/** What one call takes to and fro, and what the process does after its last one, in ms. */
const roundTrip = 100;
const exit = 150;
/** As in watch-rollout: so long at least between two looks. */
const least = 500;
const tasks = 4;

/** What the bench takes rollouts to be like: the parts of their time, as scripts/bench/measure-lag.ts gives them to local-aws. */
export const modelShapes = {
  'starts slowly': { pull: 0.7, steady: 0.2, stop: 0 },
  'settles slowly': { pull: 0.15, steady: 0.8, stop: 0 },
  'drains slowly': { pull: 0.3, steady: 0.4, stop: 0.3 },
} as const;

export function modelRollout(
  ms: number,
  shape: keyof typeof modelShapes,
  history: readonly number[],
  from = 0,
): ModelRollout {
  const { steady, stop } = modelShapes[shape];
  const schedule = Math.min(1_000, ms * 0.05);
  const flexible = ms - 1_000 - 3 * schedule;
  const stopsIn = Math.min(26_000, Math.max(200, flexible * stop));
  const oldGone = ms - schedule - stopsIn;
  return { ms, newRun: oldGone - schedule - flexible * steady, oldGone, history, from };
}

/** Follows rollouts by a pacing, as watch-rollout does: a look reads all of them, the verdict is over all. */
export function followModel(rollouts: readonly ModelRollout[], pacing: Pacing): ModelFigures {
  const seen = rollouts.map(() => ({ counts: '', changedAt: 0 }));
  const end = Math.max(...rollouts.map(({ from = 0, ms }) => from + ms));
  for (let now = 0, polls = 1; ; polls++) {
    const answered = now + roundTrip;
    // Of the end the service is asked as well, by a call more.
    if (answered >= end) return { lag: answered + roundTrip + exit - end, polls };
    const paces = rollouts.flatMap((rollout, index): Pace[] => {
      const elapsedMs = answered - (rollout.from ?? 0);
      const memory = seen[index];
      if (elapsedMs < 0 || elapsedMs >= rollout.ms || memory === undefined) return [];
      const counts = countsAt(rollout, elapsedMs);
      if (JSON.stringify(counts) !== memory.counts)
        Object.assign(memory, { counts: JSON.stringify(counts), changedAt: answered });
      const sinceChangeMs = answered - memory.changedAt;
      const { history } = rollout;
      return [
        { elapsedMs, counts, sinceChangeMs, history, leastLeftMs: 0, suspect: false, guarded: false, goingBack: false },
      ];
    });
    now += Math.max(roundTrip + least, paces.length === 0 ? 5_000 : pacing(paces, { looks: polls, overMs: answered }));
  }
}

function countsAt({ newRun, oldGone }: ModelRollout, at: number) {
  const running = at >= newRun ? tasks : 0;
  return { wanted: tasks, running, pending: tasks - running, old: at >= oldGone ? 0 : tasks };
}
