import { describe, expect, test } from '@jest/globals';
import type { Pace } from '#ecs/follow/pace-looks';
import { paceTogether } from '#ecs/follow/pace-together';
import { calmPace } from './calm-pace.ts';

/** A rollout of D seconds as its counts tell it: when the new tasks run, and when the old ones are gone. */
interface Shape {
  readonly name: string;
  readonly newRun: number;
  readonly oldGone: number;
}

const calm = calmPace(0);

const shapes: readonly Shape[] = [
  { name: 'starts slowly', newRun: 0.6, oldGone: 0.9 },
  { name: 'drains slowly', newRun: 0.2, oldGone: 0.3 },
  { name: 'ends at once', newRun: 0.97, oldGone: 1 },
];

/** Lags and polls of rollouts that take `ms`, begun at 40 phases of the clock. One answer takes 150 ms. */
function measure(ms: number, shape: Shape, history: readonly number[]) {
  const runs = Array.from({ length: 40 }, (_, phase) => simulate(ms + phase * 137, shape, history));
  const lags = runs.map(({ lag }) => lag).toSorted((a, b) => a - b);
  return { lags, polls: Math.max(...runs.map(({ polls }) => polls)) };
}

function simulate(ms: number, shape: Shape, history: readonly number[]): { lag: number; polls: number } {
  let changedAt = 0;
  let before = '';
  for (let now = 0, polls = 1; ; polls++) {
    const counts = {
      wanted: 4,
      running: now >= ms * shape.newRun ? 4 : 0,
      pending: now >= ms * shape.newRun ? 0 : 4,
      old: now >= ms * shape.oldGone ? 0 : 4,
    };
    if (now >= ms) return { lag: now - ms, polls };
    if (JSON.stringify(counts) !== before) changedAt = now;
    before = JSON.stringify(counts);
    const pace: Pace = { ...calm, elapsedMs: now, counts, sinceChangeMs: now - changedAt, history };
    now += 150 + paceTogether([pace], { looks: polls, overMs: now });
  }
}

const durations = [5, 20, 47, 90, 180, 300];
/** A margin below the bars of 30 and 70: 5 s at most between two looks make 61 of up to 305 s alone. */
const most = (seconds: number) => (seconds <= 95 ? 27 : 68);

const lagsOf = new Map<string, number[]>();
describe.each([
  ['without history', () => []],
  ['with history', (ms: number) => [ms * 0.97, ms, ms * 1.04]],
  ['with one past rollout', (ms: number) => [ms * 1.01]],
  ['with a history that misleads', (ms: number) => [ms * 2, ms * 2.2]],
] as const)('%s', (kind, past) => {
  test.each(shapes)('a rollout that $name is seen in time', (shape) => {
    const rows = durations.map((seconds) => ({ seconds, ...measure(seconds * 1_000, shape, past(seconds * 1_000)) }));
    for (const { seconds, lags, polls } of rows) {
      expect(polls).toBeLessThanOrEqual(most(seconds));
      expect(lags.at(-1)).toBeLessThanOrEqual(5_000);
    }
    lagsOf.set(kind, [...(lagsOf.get(kind) ?? []), ...rows.flatMap(({ lags }) => lags)]);
  });
});

test.each([
  ['with history', 1_000],
  ['with one past rollout', 1_500],
  // Where nothing tells when the end is near, the polls that are allowed make no better than half of 5 s.
  ['without history', 2_300],
])('the middle lag %s', (kind, bar) => {
  const sorted = (lagsOf.get(kind) ?? []).toSorted((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(bar);
});

test('a failure in the air, or ECS going back, is looked at every 3 s', () => {
  const fresh = { looks: 1, overMs: 0 };
  const due = (more: Partial<Pace>) =>
    paceTogether(
      [{ ...calm, elapsedMs: 60_000, sinceChangeMs: 20_000, history: [300_000, 305_000, 310_000], ...more }],
      fresh,
    );
  expect(due({})).toBeGreaterThan(5_000);
  expect(due({ guarded: true })).toBeLessThan(5_000);
  expect(due({ suspect: true })).toBe(3_000);
  expect(due({ goingBack: true })).toBe(3_000);
});
