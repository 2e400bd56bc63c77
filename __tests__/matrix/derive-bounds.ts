import type { Case } from './axes.ts';

/** How late we may be and how often we may ask, derived from what we promise and what the condition adds. */
export interface Bounds {
  /** Milliseconds from the true end to ours, at most. */
  readonly lag: number;
  /** From what decided it to the line that says the cause. */
  readonly told: number;
  /** From the stopped task that shows that it cannot succeed to the line that says so. */
  readonly doomed: number;
  /** Calls of a run that took so many milliseconds, at most. */
  calls(tookMs: number): number;
}

/** Longest pause before a look at what can be foreseen (the promise: within 5 s), ms. */
const pause = 5_000;
/** At what nobody can foresee: while tasks start, and while the strategy of a deployment by stages takes its time. */
const unforeseen = { rolling: 7_000, byStages: 10_000 };

/**
 * Calls that wait for each other. Until it is told: two views of the rollout, the stopped tasks in two, a log; that it is
 * doomed takes two more, for tasks of it that are healthy, and two to read the stopped tasks first. Until a
 * good end: two views, the last look at all, three of the record. Any other end may come while its cause is being read,
 * which is told first; then the way back is looked at once (three), recorded (three), and what serves is read (two).
 */
const waits = { told: 5, doomed: 9, good: 6, bad: 11 };

/** Calls before the rollout begins; after a good end, and after another with its explanation. */
const around = { start: 14, good: 6, bad: 22 };
/**
 * Looks: so many at once, then one in so many ms, and the service beside it more seldom. In trouble one in three seconds,
 * with the list of stopped tasks and every other time the tasks themselves; by stages with the service each time.
 */
const looks = { atOnce: 8, each: 5_100, service: 10_000, inTrouble: 3_000 };
/** The way back is looked at as often as trouble; as many more looks as a minute and a half of it takes. */
const wayBack = 90_000 / looks.inTrouble - 90_000 / looks.each;
const callsInTrouble = { rolling: 2.5, byStages: 3.5 };
/** What a second service adds: its own start and end, and its own cause. */
const beside = 26;

export function deriveBounds(one: Case, isGood: boolean): Bounds {
  const { outcome, condition } = one;
  const { perCall = 0, pause: retried = 0, age = 0, looks: blind = 0 } = condition.delay;
  const seenWithin = (own: number) => Math.max(own, retried) + age + blind * pause;
  const seen = seenWithin(outcome.decidedBy === 'others' ? unforeseenPause(one) : pause);
  const { times = 1, more = 0 } = condition.calls ?? {};
  const ends =
    around.start + (isGood ? around.good : around.bad + wayBack) + (outcome.beside === undefined ? 0 : beside);
  return {
    lag: seen + (isGood ? waits.good : waits.bad) * perCall,
    told: seen + waits.told * perCall,
    doomed: seenWithin(unforeseenPause(one)) + waits.doomed * perCall,
    calls: (tookMs) => (ends + callsOfLooks(one, tookMs)) * times + more,
  };
}

const unforeseenPause = (one: Case): number => unforeseen[strategyOf(one)];

const strategyOf = ({ outcome }: Case): 'rolling' | 'byStages' =>
  (outcome.configuration?.strategy ?? 'ROLLING') === 'ROLLING' ? 'rolling' : 'byStages';

const isTroubled = ({ outcome, cause }: Case): boolean => cause.kind !== 'fine' || outcome.troubled === true;

function callsOfLooks(one: Case, ms: number): number {
  const quiet = looks.atOnce + ms / looks.each + ms / looks.service;
  const troubled = (ms / looks.inTrouble) * callsInTrouble[strategyOf(one)];
  return isTroubled(one) ? Math.max(quiet, troubled) : quiet;
}
