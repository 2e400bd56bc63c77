import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isGuarded } from '#ecs/follow/is-guarded';
import { leastLeft } from '#ecs/follow/least-left';
import { newTrack, type Track } from '#ecs/follow/look-track';
import type { Pace } from '#ecs/follow/pace-looks';
import { paceTogether } from '#ecs/follow/pace-together';
import { followModel, modelRollout, modelShapes } from '../../../scripts/bench/pace-model.ts';
import { calmPace } from './calm-pace.ts';
import { partFrom } from './watch-stage.ts';

const calm = calmPace(60_000);
const fresh = { looks: 1, overMs: 0 };
const done = { wanted: 2, running: 2, pending: 0, old: 0 };
const near: Pace = { ...calm, counts: done };
const starting: Pace = { ...calm, counts: { ...done, running: 0, pending: 2, old: 2 } };

describe('several together', () => {
  test.each<readonly [string, readonly Pace[], number]>([
    ['the end of the last one counts', [near, near, starting], 6_050],
    ['all are near', [near, { ...near, sinceChangeMs: 5_000 }], 3_000],
    ['trouble of any counts', [starting, starting, { ...starting, suspect: true }], 3_000],
    ['what may end at any time counts', [starting, { ...starting, guarded: true }], 4_850],
    ['nothing is left', [], 1_000],
  ])('%s', (_name, paces, pause) => {
    expect(paceTogether(paces, fresh)).toBe(pause);
  });

  test.each<readonly [string, Pace, number, number, number]>([
    ['at the beginning 8 looks may follow each other', near, 7, 0, 1_500],
    ['not more', near, 8, 0, 4_650],
    ['one more after 5.1 s', near, 8, 5_100, 1_500],
    ['what is spent is spent', near, 9, 5_100, 4_650],
    ['a failure in the air is looked at all the same', { ...near, suspect: true }, 99, 5_100, 3_000],
    ['a long pause stays long', starting, 99, 60_000, 6_050],
    ['never longer than trouble may go unseen', { ...starting, guarded: true }, 99, 60_000, 4_850],
  ])('the budget: %s', (_name, pace, looks, overMs, pause) => {
    expect(paceTogether([pace], { looks, overMs })).toBe(pause);
  });

  const history = (ms: number) =>
    fc.oneof(
      fc.array(fc.double({ min: ms * 0.95, max: ms * 1.05, noNaN: true }), { maxLength: 10 }),
      fc.array(fc.double({ min: ms * 0.3, max: ms * 3, noNaN: true }), { maxLength: 10 }),
    );
  const rollout = fc
    .record({
      ms: fc.integer({ min: 5_000, max: 300_000 }),
      shape: fc.constantFrom(...(Object.keys(modelShapes) as (keyof typeof modelShapes)[])),
      from: fc.integer({ min: 0, max: 5_000 }),
    })
    .chain(({ ms, shape, from }) => history(ms).map((past) => modelRollout(ms, shape, past, from)));

  test('however many, of whatever length and past: the last end is seen within 5 s, in at most 70 looks', () => {
    fc.assert(
      fc.property(fc.array(rollout, { minLength: 1, maxLength: 100 }), (rollouts) => {
        const { lag, polls } = followModel(rollouts, paceTogether);
        expect(lag).toBeLessThanOrEqual(5_000);
        const ms = Math.max(...rollouts.map(({ ms: took, from = 0 }) => from + took));
        expect(polls).toBeLessThanOrEqual(ms <= 90_000 ? 28 : 70);
      }),
      { numRuns: 300 },
    );
  });
});

const trackOf = (more: Partial<Track>): Track => ({ ...newTrack(partFrom(0)), ...more });
const counts = { wanted: 2, running: 0, pending: 2, old: 2 };
const alarms = { alarmNames: ['errors'], enable: true, rollback: true };
const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };
const early = { earlySuccessCriteria: { enable: true } };

test.each<readonly [string, Partial<Track>, boolean]>([
  ['nothing is known', {}, false],
  ['nothing watches', { counts, deployment: { deploymentConfiguration: {} } }, false],
  ['an alarm, says the service', { service: { deploymentConfiguration: { alarms } } }, true],
  ['an alarm that is off', { service: { deploymentConfiguration: { alarms: { ...alarms, enable: false } } } }, false],
  [
    'an alarm that ECS heeds',
    { deployment: { deploymentConfiguration: { alarms }, alarms: { status: 'MONITORING' } } },
    true,
  ],
  [
    'an alarm that ECS ignores',
    { deployment: { deploymentConfiguration: { alarms }, alarms: { status: 'DISABLED' } } },
    false,
  ],
  ['a hook may fail it', { deployment: { deploymentConfiguration: { lifecycleHooks: [{}] } } }, true],
  ['no hook is left', { deployment: { deploymentConfiguration: { lifecycleHooks: [] } } }, false],
  ['fewer tasks are success', { deployment: { deploymentConfiguration: early } }, true],
  ['a breaker that two tasks cannot trip', { counts, deployment: { deploymentConfiguration: breaker } }, false],
  [
    'a breaker that three can',
    { counts: { ...counts, wanted: 3 }, deployment: { deploymentConfiguration: breaker } },
    true,
  ],
  [
    'a breaker with a threshold of its own',
    { counts, deployment: { deploymentConfiguration: breaker, deploymentCircuitBreaker: { threshold: 2 } } },
    true,
  ],
  [
    'a breaker that is off',
    {
      counts: { ...counts, wanted: 9 },
      deployment: { deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false } } },
    },
    false,
  ],
])('it may end at any time: %s', (_name, more, guarded) => {
  expect(isGuarded(trackOf(more))).toBe(guarded);
});

const linear = {
  strategy: 'LINEAR',
  linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: 2 },
  bakeTimeInMinutes: 5,
} as const;
const minute = 60_000;
const at = (name: string, minutes: number): Partial<Track> => ({
  deployment: { deploymentConfiguration: linear },
  stage: { name, since: -minutes * minute },
});

test.each<readonly [string, Partial<Track>, number]>([
  ['rolling', { deployment: { deploymentConfiguration: {} }, stage: { name: 'SCALE_UP', since: 0 } }, 0],
  ['no stage yet', { deployment: { deploymentConfiguration: linear } }, 0],
  ['before the traffic moves, however long', at('SCALE_UP', 60), 11],
  ['the traffic begins to move', at('PRODUCTION_TRAFFIC_SHIFT', 0), 11],
  ['it moves for 4 minutes', at('PRODUCTION_TRAFFIC_SHIFT', 4), 7],
  ['it should have moved', at('PRODUCTION_TRAFFIC_SHIFT', 9), 5],
  ['after it', at('POST_PRODUCTION_TRAFFIC_SHIFT', 9), 5],
  ['it bakes for a minute', at('BAKE_TIME', 1), 4],
  ['it has baked', at('BAKE_TIME', 6), 0],
  [
    'since when it bakes is not known',
    { ...at('BAKE_TIME', 0), stage: { name: 'BAKE_TIME', since: Number.NEGATIVE_INFINITY } },
    0,
  ],
  ['the old tasks go', at('CLEAN_UP', 0), 0],
  ['a stage that nobody knows', at('NEW', 0), 0],
])('a deployment by stages takes at least: %s', (_name, more, minutes) => {
  expect(leastLeft(trackOf(more), 0)).toBe(minutes * minute);
});
