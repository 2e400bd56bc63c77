import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { announceStages } from '#ecs/follow/announce-stages';
import { newTrack } from '#ecs/follow/look-track';
import { planStages } from '#ecs/follow/plan-stages';
import { goingBackState, stateOf, stillMoving } from '#ecs/follow/still-moving';
import { partFrom } from './watch-stage.ts';

// Every line that a moving rollout says of itself.

const four = { wanted: 4, running: 3, pending: 1, old: 0 };

test.each<readonly [...Parameters<typeof stateOf>, string]>([
  [four, undefined, '3/4 new running'],
  [{ ...four, old: 2 }, undefined, '3/4 new running, 2 old serving'],
  [{ ...four, wanted: 0, running: 0 }, {}, 'no task wanted'],
  [{ ...four, wanted: 0, old: 1 }, {}, 'no task wanted, 1 old serving'],
  [four, { stage: 'SCALE_UP' }, '3/4 new running, stage scale up'],
  [{ ...four, old: 4 }, { stage: 'SCALE_UP' }, '3/4 new running, 4 old serving, stage scale up'],
  [
    { ...four, old: 4 },
    { stage: 'PRODUCTION_TRAFFIC_SHIFT', percent: 10 },
    '3/4 new running, 4 old running, stage production traffic shift, 10% of traffic on new',
  ],
  [
    four,
    { stage: 'TEST_TRAFFIC_SHIFT', percent: 0, testPercent: 100 },
    '3/4 new running, stage test traffic shift, 100% of test traffic, 0% of traffic on new',
  ],
  [
    four,
    { stage: 'BAKE_TIME', percent: 100, testPercent: 100 },
    '3/4 new running, stage bake time, 100% of traffic on new',
  ],
  [four, { stage: 'SCALE_UP', percent: 0 }, '3/4 new running, stage scale up, 0% of traffic on new'],
  [four, { stage: 'SCALE_UP', percent: 0, testPercent: 0 }, '3/4 new running, stage scale up, 0% of traffic on new'],
  [four, { percent: 50 }, '3/4 new running'],
])('counts %j at %j', (counts, at, line) => {
  expect(stateOf(counts, at)).toBe(line);
});

test('on the way back, tasks that do not run yet are left over, too', () => {
  expect(goingBackState({ ...four, old: 2 })).toBe('4 new left, 2 old running');
});

test('news are told once; how long it usually takes only when it is known', () => {
  const track = Object.assign(newTrack(partFrom(0)), { news: ['one', 'two'] });
  expect(stillMoving(track, 'moves')).toEqual({ kind: 'moving', state: 'moves', news: ['one', 'two'] });
  track.history = [9_000, 1_000, 5_000];
  expect(stillMoving(track, 'moves')).toEqual({ kind: 'moving', state: 'moves', news: [], usualMs: 5_000 });
});

test.each<readonly [Parameters<typeof planStages>[0], ReturnType<typeof planStages>]>([
  [{}, undefined],
  [{ strategy: 'ROLLING', bakeTimeInMinutes: 5 }, undefined],
  [{ strategy: 'BLUE_GREEN' }, { says: 'blue/green: all traffic at once', minutes: 0 }],
  [
    { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 },
    { says: 'blue/green: all traffic at once, then 5 min of bake', minutes: 5 },
  ],
  [{ strategy: 'LINEAR' }, { says: 'linearly: 10% of traffic every 6 min, 54 min in all', minutes: 54 }],
  [
    {
      strategy: 'LINEAR',
      linearConfiguration: { stepPercent: 33.3, stepBakeTimeInMinutes: 2 },
      bakeTimeInMinutes: 1,
    },
    { says: 'linearly: 33.3% of traffic every 2 min, 6 min in all, then 1 min of bake', minutes: 7 },
  ],
  [{ strategy: 'CANARY' }, { says: 'by canary: 5% of traffic for 10 min, then all', minutes: 10 }],
  [
    {
      strategy: 'CANARY',
      canaryConfiguration: { canaryPercent: 20, canaryBakeTimeInMinutes: 3 },
      bakeTimeInMinutes: 4,
    },
    { says: 'by canary: 20% of traffic for 3 min, then all, then 4 min of bake', minutes: 7 },
  ],
])('the plan of %j', (configuration, plan) => {
  expect(planStages(configuration)).toEqual(plan);
});

const alarms = { enable: true, rollback: true, alarmNames: ['errors', 'latency'] };
const ignored =
  'ECS ignores the alarms of this service for this deployment, since one was red when it began: errors, latency';
const asked = { status: 'IN_PROGRESS', hookId: 'h-1', targetArn: 'arn:aws:lambda:x:1:function:check' } as const;

test.each<readonly [string, Partial<ServiceDeployment> | undefined, readonly string[]]>([
  ['no deployment is read', undefined, []],
  ['a deployment of which nothing is known', {}, []],
  [
    'a strategy',
    { deploymentConfiguration: { strategy: 'BLUE_GREEN' } },
    ['the service deploys blue/green: all traffic at once'],
  ],
  ['a hook that is asked', { lifecycleHookDetails: [asked] }, ['the lifecycle hook check is asked']],
  [
    'a hook that is asked at a stage',
    { lifecycleStage: 'POST_SCALE_UP', lifecycleHookDetails: [asked] },
    ['the lifecycle hook check is asked at the stage post scale up'],
  ],
  [
    'hooks without a function, without a name',
    { lifecycleHookDetails: [{ status: 'IN_PROGRESS', hookId: 'h-2' }, { status: 'IN_PROGRESS' }] },
    ['the lifecycle hook h-2 is asked', 'the lifecycle hook of the deployment is asked'],
  ],
  [
    'hooks that are not asked now',
    {
      lifecycleHookDetails: [
        { ...asked, status: 'SUCCEEDED' },
        { ...asked, status: 'AWAITING_ACTION' },
      ],
    },
    [],
  ],
  ['alarms that ECS ignores', { deploymentConfiguration: { alarms }, alarms: { status: 'DISABLED' } }, [ignored]],
  ['alarms that ECS heeds', { deploymentConfiguration: { alarms }, alarms: { status: 'MONITORING' } }, []],
  [
    'alarms that the service does not want',
    { deploymentConfiguration: { alarms: { ...alarms, enable: false } }, alarms: { status: 'DISABLED' } },
    [],
  ],
  [
    'no alarms at all',
    { deploymentConfiguration: { alarms: { ...alarms, alarmNames: [] } }, alarms: { status: 'DISABLED' } },
    [],
  ],
])('what is announced, once: %s', (_name, deployment, lines) => {
  const track = newTrack(partFrom(0));
  track.deployment = deployment;
  announceStages(track);
  expect(track.news).toEqual(lines);
  announceStages(track);
  expect(track.news).toEqual(lines);
});
