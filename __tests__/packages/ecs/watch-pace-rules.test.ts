import { expect, test } from '@jest/globals';
import { usual } from '#ecs/follow/expect-end';
import type { Pace } from '#ecs/follow/pace-looks';
import { paceTogether } from '#ecs/follow/pace-together';
import { calmPace } from './calm-pace.ts';

// The pause before the next look, in ms, case by case; what it comes to over whole rollouts stands in watch-pace.test.ts.

const calm = calmPace(60_000);
const done = { wanted: 2, running: 2, pending: 0, old: 0 };
const minute = 60_000;
const agreed = [minute, minute, minute];

test.each<readonly [string, Partial<Pace>, number]>([
  ['at the beginning', { elapsedMs: 0 }, 1_500],
  ['after 10 s', { elapsedMs: 10_000 }, 4_000],
  ['later', {}, 4_850],
  ['a failure is in the air', { suspect: true }, 3_000],
  ['ECS is going back', { goingBack: true }, 3_000],
  ['all new tasks run and no old one', { counts: done }, 1_500],
  ['the same for 5 s', { counts: done, sinceChangeMs: 5_000 }, 3_000],
  ['the same for 10 s', { counts: done, sinceChangeMs: 10_000 }, 4_300],
  ['the same for 30 s', { counts: done, sinceChangeMs: 30_000 }, 4_300],
  ['the same for more', { counts: done, sinceChangeMs: 30_001 }, 4_650],
  ['the same for a minute', { counts: done, sinceChangeMs: minute }, 4_650],
  ['more run than are wanted', { counts: { ...done, running: 3 } }, 1_500],
  ['one new task is missing', { counts: { ...done, running: 1 } }, 6_050],
  ['one new task is pending', { counts: { ...done, pending: 1 } }, 6_050],
  ['one new task is missing, early', { counts: { ...done, running: 1 }, elapsedMs: 10_000 }, 4_000],
  ['one new task is missing, late', { counts: { ...done, running: 1 }, elapsedMs: 200_000 }, 7_000],
  ['one new task is missing, an alarm watches', { counts: { ...done, running: 1 }, guarded: true }, 4_850],
  ['one old task is there', { counts: { ...done, old: 1 } }, 4_850],

  ['one past rollout: far before its time', { history: [minute], elapsedMs: 20_000 }, 4_850],
  ['one past rollout: all that is left', { history: [minute], elapsedMs: 55_500 }, 2_500],
  ['one past rollout: a second at least', { history: [minute], elapsedMs: 57_999 }, 1_000],
  ['one past rollout: its window begins', { history: [minute], elapsedMs: 58_000 }, 2_000],
  ['one past rollout: its window ends', { history: [minute], elapsedMs: 64_000 }, 2_000],
  ['one past rollout: beyond it', { history: [minute], elapsedMs: 64_001 }, 4_850],
  ['one past rollout: near all the same', { history: [minute], elapsedMs: 20_000, counts: done }, 1_500],
  ['two past rollouts: 5 s around the later', { history: [40_000, minute], elapsedMs: 52_000 }, 3_000],
  ['two that agree are not trusted', { history: [minute, minute], elapsedMs: 20_000 }, 4_850],
  ['three past rollouts: 12 s around the middle', { history: [40_000, minute, 80_000], elapsedMs: 48_000 }, 2_000],
  ['three past rollouts: 12 s after it', { history: [80_000, minute, 40_000], elapsedMs: 72_000 }, 2_000],
  ['three past rollouts: beyond', { history: [40_000, minute, 80_000], elapsedMs: 72_001 }, 4_850],

  [
    'three that agree: before it, new tasks do not run',
    { history: agreed, elapsedMs: 20_000, counts: { ...done, running: 0 } },
    7_000,
  ],
  [
    'in their window, but new tasks do not run',
    { history: agreed, counts: { ...done, running: 0 }, elapsedMs: 62_000 },
    6_090,
  ],
  ['a strategy that has minutes to go', { leastLeftMs: 5 * minute }, 10_000],
  ['the same while an alarm watches', { leastLeftMs: 5 * minute, guarded: true }, 4_850],
  ['the same while a failure is in the air', { leastLeftMs: 5 * minute, suspect: true }, 3_000],
  ['a strategy that has 8 s to go', { leastLeftMs: 8_000 }, 8_000],
  ['a strategy that has less to go', { leastLeftMs: 7_000 }, 4_850],
  ['three that agree: in their window', { history: agreed }, 1_500],
  ['three that agree: before it', { history: agreed, elapsedMs: 20_000 }, 5_800],
  ['three that agree: before it, all tasks run', { history: agreed, elapsedMs: 20_000, counts: done }, 1_500],
  [
    'three that agree: before it, all tasks run for 3 s',
    { history: agreed, elapsedMs: 20_000, counts: done, sinceChangeMs: 3_000 },
    2_400,
  ],
  [
    'three that agree: before it, all tasks run for longer',
    { history: agreed, elapsedMs: 20_000, counts: done, sinceChangeMs: 3_001 },
    4_650,
  ],
  ['three that agree: an alarm watches', { history: agreed, elapsedMs: 20_000, guarded: true }, 4_850],
  [
    'three that agree: an alarm watches, all tasks run',
    { history: agreed, elapsedMs: 20_000, guarded: true, counts: done },
    1_500,
  ],
  ['three that agree: after 10 s', { history: agreed, elapsedMs: 10_000 }, 4_000],
  ['three that agree: after more', { history: agreed, elapsedMs: 10_001 }, 5_800],
  ['three that agree: more than 15 s before', { history: agreed, elapsedMs: 42_999 }, 5_800],
  ['three that agree: 15 s before', { history: agreed, elapsedMs: 43_000 }, 4_850],
  ['three of which one took two thirds', { history: [41_000, minute, minute], elapsedMs: 20_000 }, 4_850],
  ['three of which one took three quarters', { history: [45_000, minute, minute], elapsedMs: 20_000 }, 5_800],
])('%s', (_name, more, pause) => {
  expect(paceTogether([{ ...calm, ...more }], { looks: 1, overMs: 0 })).toBe(pause);
});

test.each([
  [[], undefined],
  [[7], 7],
  [[9, 1, 5], 5],
  [[9, 5], 9],
])('usual of %j is %s', (history, expected) => {
  expect(usual(history)).toBe(expected);
});
