import { type Pace, paceLooks } from './pace-looks.ts';

/** Looks taken so far, and over how many milliseconds. */
export interface Spent {
  readonly looks: number;
  readonly overMs: number;
}

/** Looks that may be taken: so many at once, and one more each so many ms. 26 in 90 s, 67 in 300 s. */
const atOnce = 8;
const each = 5_100;

/**
 * Milliseconds until the next look at parts that are followed together. Trouble of any counts, but the good end of the
 * last one only: the verdict is over all. What is denser than steady is paid from a budget, which is the same for any
 * number of parts and fills while a look would tell nothing.
 */
export function paceTogether(paces: readonly Pace[], spent: Spent): number {
  const pauses = paces.map(paceLooks);
  const trouble = Math.min(...pauses.map((one) => one.trouble));
  const wanted = Math.min(trouble, Math.max(1_000, ...pauses.map(({ end }) => end)));
  if (spent.looks <= atOnce - 1 + spent.overMs / each) return wanted;
  return Math.max(wanted, Math.min(trouble, ...pauses.map(({ steady }) => steady)));
}
