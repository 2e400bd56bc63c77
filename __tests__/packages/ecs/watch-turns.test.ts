import { describe, expect, test } from '@jest/globals';
import type { Part } from '#rollout/platform';
import { ours, release, rolling, said, serving, starting, type World, watching } from './answering-watch.ts';

// When the next look is due: what a watch knows of its parts, how long the look took, and whether it was refused for its rate.

const web: Part = { ...release, row: 'web', rollout: 'arn:deployment/web' };
const near: World = { deployment: rolling(2), service: starting };

describe('in ms after a look', () => {
  const alarms = { alarmNames: ['errors'], enable: true, rollback: true };
  const guarded = { ...rolling(0), deploymentConfiguration: { alarms } };
  const failing = { ...rolling(0), deploymentCircuitBreaker: { failureCount: 1 } };
  const bakes = {
    ...rolling(2),
    lifecycleStage: 'SCALE_UP' as const,
    deploymentConfiguration: { strategy: 'BLUE_GREEN' as const, bakeTimeInMinutes: 5 },
  };
  const contradicted: World = { deployment: said('SUCCESSFUL'), service: serving(ours('IN_PROGRESS')) };
  test.each<readonly [string, World, number, number]>([
    ['all new tasks run', near, 0, 1_500],
    ['all new tasks run, a minute after it began', near, 60_000, 1_500],
    ['new tasks start', { deployment: rolling(0), service: starting }, 60_000, 6_050],
    ['new tasks start, an alarm watches', { deployment: guarded, service: starting }, 60_000, 4_850],
    ['nothing is known', { service: starting }, 60_000, 4_850],
    ['a failure is in the air', { deployment: failing, service: starting }, 60_000, 3_000],
    ['ECS is going back', { deployment: said('ROLLBACK_IN_PROGRESS'), service: starting }, 60_000, 3_000],
    ['the two views contradict each other', contradicted, 60_000, 3_000],
    ['a strategy has its time', { deployment: bakes, service: starting }, 60_000, 10_000],
  ])('%s', async (_name, world, ms, pause) => {
    const { watch, look } = watching([release], world);
    await look(ms);
    expect(watch.pauseMs(false)).toBe(pause);
  });

  test('counts that stay the same are waited for longer', async () => {
    const { watch, look } = watching([release], near);
    const pauses: number[] = [];
    for (const ms of [0, 5_000, 5_000]) {
      await look(ms);
      pauses.push(watch.pauseMs(false));
    }
    expect(pauses).toEqual([1_500, 3_000, 4_500]);
  });

  test('a part that has ended asks for no look', async () => {
    const world: World = { deployment: said('SUCCESSFUL'), service: serving(ours('COMPLETED', 2)) };
    const { watch, look } = watching([release, web], world);
    await look(0);
    expect(watch.pauseMs(false)).toBe(1_000);
  });
});

describe('what a look took is not waited for again', () => {
  test.each([
    [0, 1_500],
    [300, 900],
    [400, 700],
    [5_000, 500],
  ])('two calls of %d ms each: %d ms more', async (takes, pause) => {
    const { watch, look } = watching([release], { ...near, takes });
    await look(0);
    expect(watch.pauseMs(false)).toBe(pause);
  });
});

test('refused for its rate: twice as long each time, up to 20 s, whatever it took; then as before', async () => {
  const { watch, look } = watching([release], { ...near, takes: 300 });
  await look(0);
  expect([true, true, true, true, true, true, false].map((throttled) => watch.pauseMs(throttled))).toEqual([
    3_000, 6_000, 12_000, 20_000, 20_000, 20_000, 900,
  ]);
});
