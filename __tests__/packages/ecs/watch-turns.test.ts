import { describe, expect, test } from '@jest/globals';
import type { Pace } from '#ecs/follow/pace-looks';
import { paceTogether } from '#ecs/follow/pace-together';
import type { Part } from '#rollout/platform';
import { ours, release, rolling, said, serving, starting, type World, watching } from './answering-watch.ts';
import { calmPace } from './calm-pace.ts';

// When the next look is due: what a watch knows of its parts, how long the look took, and whether it was refused for its
// rate. What that comes to in ms stands in watch-pace-rules.test.ts.

const web: Part = { ...release, row: 'web', rollout: 'arn:deployment/web' };
const near: World = { deployment: rolling(2), service: starting };
const calm = calmPace(0);
const counts = (running: number, more: object = {}) => ({ wanted: 2, running, pending: 0, old: 0, ...more });
const due = (pace: Pace, looks = 1, overMs = 0) => paceTogether([pace], { looks, overMs });

describe('after a look', () => {
  const alarms = { alarmNames: ['errors'], enable: true, rollback: true };
  const guarded = { ...rolling(0), deploymentConfiguration: { alarms } };
  const failing = { ...rolling(0), deploymentCircuitBreaker: { failureCount: 1 } };
  const bakes = {
    ...rolling(2),
    lifecycleStage: 'SCALE_UP' as const,
    deploymentConfiguration: { strategy: 'BLUE_GREEN' as const, bakeTimeInMinutes: 5 },
  };
  const contradicted: World = { deployment: said('SUCCESSFUL'), service: serving(ours('IN_PROGRESS')) };
  test.each<readonly [string, World, number, Partial<Pace>]>([
    ['all new tasks run', near, 0, { counts: counts(2) }],
    ['all new tasks run, a minute after it began', near, 60_000, { counts: counts(2) }],
    ['new tasks start', { deployment: rolling(0), service: starting }, 60_000, { counts: counts(0) }],
    ['an alarm watches', { deployment: guarded, service: starting }, 60_000, { counts: counts(0), guarded: true }],
    ['nothing is known', { service: starting }, 60_000, {}],
    ['a failure is in the air', { deployment: failing, service: starting }, 60_000, { suspect: true }],
    ['ECS goes back', { deployment: said('ROLLBACK_IN_PROGRESS'), service: starting }, 60_000, { goingBack: true }],
    ['the two views contradict each other', contradicted, 60_000, { suspect: true }],
    ['a strategy has its time', { deployment: bakes, service: starting }, 60_000, { leastLeftMs: 300_000 }],
  ])('%s', async (_name, world, ms, pace) => {
    const { watch, look } = watching([release], world);
    await look(ms);
    expect(watch.pauseMs(false)).toBe(due({ ...calm, elapsedMs: ms, ...pace }));
  });

  test('how long the counts have been the same is told, and how many looks were taken', async () => {
    const { watch, look } = watching([release], near);
    const pauses: number[] = [];
    for (const ms of [0, 5_000, 3_000]) {
      await look(ms);
      pauses.push(watch.pauseMs(false));
    }
    const pace = { ...calm, counts: counts(2) };
    expect(pauses).toEqual([
      due({ ...pace, elapsedMs: 0 }),
      due({ ...pace, elapsedMs: 5_000, sinceChangeMs: 5_000 }, 2, 5_000),
      due({ ...pace, elapsedMs: 8_000, sinceChangeMs: 8_000 }, 3, 8_000),
    ]);
    expect(new Set(pauses).size).toBe(3);
  });

  test('looks that follow each other at once are paid from a budget', async () => {
    const { watch, look } = watching([release], near);
    for (let looks = 0; looks < 30; looks++) await look(0);
    const pace = { ...calm, counts: counts(2), elapsedMs: 0 };
    expect(watch.pauseMs(false)).toBe(due(pace, 30));
    expect(due(pace, 30)).toBeGreaterThan(due(pace));
  });

  test('a part that has ended asks for none', async () => {
    const world: World = { deployment: said('SUCCESSFUL'), service: serving(ours('COMPLETED', 2)) };
    const { watch, look } = watching([release, web], world);
    await look(0);
    expect(watch.pauseMs(false)).toBe(paceTogether([], { looks: 1, overMs: 0 }));
  });
});

/** Nothing is known of it, so that the time that passes changes little. */
const calmly = due({ ...calm, elapsedMs: 60_000 });

test.each([
  [0, calmly],
  [300, calmly - 600],
  [2_000, calmly - 4_000],
  [3_000, 500],
])('two calls of %d ms each are not waited for again: %d ms more', async (takes, pause) => {
  const { watch, look } = watching([release], { service: starting, takes });
  await look(60_000);
  expect(watch.pauseMs(false)).toBe(pause);
});

test('refused for its rate: twice as long each time, up to 20 s, whatever it took; then as before', async () => {
  const { watch, look } = watching([release], { service: starting, takes: 300 });
  await look(60_000);
  expect([true, true, true, true, true, true, false].map((throttled) => watch.pauseMs(throttled))).toEqual([
    3_000,
    6_000,
    12_000,
    20_000,
    20_000,
    20_000,
    calmly - 600,
  ]);
});
