import type { Deployment, ServiceDeployment } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { judgeService } from '#ecs/follow/judge-service';
import { judgeServiceDeployment } from '#ecs/follow/judge-service-deployment';
import type { Judgement } from '#ecs/follow/look-judgement';
import { newTrack, type Track } from '#ecs/follow/look-track';

const none = { wanted: 0, running: 0, pending: 0, old: 0 };
const until = new Date(Date.UTC(2026, 0, 5));
const hook = { status: 'AWAITING_ACTION', hookId: 'ecs-pause-1' } as const;
const breaker = { deploymentCircuitBreaker: { status: 'TRIGGERED' } } as const;
const alarm = { alarms: { status: 'TRIGGERED' } } as const;
const off = { enable: true, rollback: false };
const on = { enable: true, rollback: true };

test.each<readonly [string, Partial<ServiceDeployment>, Judgement]>([
  ['nothing is said', {}, { kind: 'moving', counts: none, at: {} }],
  [
    'counts of both sides',
    {
      targetServiceRevision: { requestedTaskCount: 4, runningTaskCount: 3, pendingTaskCount: 1 },
      sourceServiceRevisions: [{ runningTaskCount: 2 }, {}],
      deploymentCircuitBreaker: { status: 'MONITORING', failureCount: 2 },
    },
    { kind: 'moving', counts: { wanted: 4, running: 3, pending: 1, old: 2, failures: 2 }, at: {} },
  ],
  [
    'a breaker that is off counts nothing',
    { deploymentCircuitBreaker: { status: 'DISABLED', failureCount: 0 } },
    { kind: 'moving', counts: none, at: {} },
  ],
  [
    'a stage',
    {
      lifecycleStage: 'BAKE_TIME',
      targetServiceRevision: { requestedProductionTrafficWeight: 50, requestedTestTrafficWeight: 100 },
    },
    { kind: 'moving', counts: none, at: { stage: 'BAKE_TIME', percent: 50, testPercent: 100 } },
  ],
  [
    'a pause of which nothing is known',
    { lifecycleHookDetails: [{ status: 'AWAITING_ACTION' }] },
    { kind: 'paused', hook: 'a pause hook' },
  ],
  [
    'a pause',
    {
      lifecycleStage: 'PRE_SCALE_UP',
      lifecycleHookDetails: [{ ...hook, expiresAt: until, timeoutAction: 'ROLLBACK' }],
    },
    { kind: 'paused', hook: 'ecs-pause-1', until, afterwards: 'ROLLBACK', stage: 'PRE_SCALE_UP' },
  ],
  ['a hook under way', { lifecycleHookDetails: [{ status: 'IN_PROGRESS' }] }, { kind: 'moving', counts: none, at: {} }],
  [
    'the breaker, told to give up',
    { ...breaker, deploymentConfiguration: { deploymentCircuitBreaker: off } },
    { kind: 'failed' },
  ],
  [
    'the breaker, beside an alarm that gives up',
    { ...breaker, deploymentConfiguration: { alarms: off as never, deploymentCircuitBreaker: on } },
    { kind: 'going-back', counts: none },
  ],
  [
    'the alarm, told to give up',
    { ...alarm, deploymentConfiguration: { alarms: { ...off, alarmNames: [] } } },
    { kind: 'failed' },
  ],
  [
    'the alarm, beside a breaker that gives up',
    { ...alarm, deploymentConfiguration: { deploymentCircuitBreaker: off } },
    { kind: 'going-back', counts: none },
  ],
  [
    'a rollback that has begun all the same',
    { ...breaker, rollback: {}, deploymentConfiguration: { deploymentCircuitBreaker: off } },
    { kind: 'going-back', counts: none },
  ],
])('a service deployment: %s', (_name, more, expected) => {
  expect(judgeServiceDeployment({ status: 'IN_PROGRESS', ...more })).toEqual(expected);
});

const view = (number: number) => ({ id: `arn/api:${number}`, label: `api:${number}`, images: [] });
const part = {
  v: 1,
  platform: 'ecs',
  goal: 'release',
  row: 'api',
  place: 'demo',
  to: view(2),
  from: view(1),
  startedAt: 60_000,
  undo: {},
} as const;
const one = (id: number, of: number, status: string, at: number, more: Partial<Deployment> = {}): Deployment => ({
  id: `ecs-svc/${id}`,
  taskDefinition: view(of).id,
  status,
  createdAt: new Date(at),
  ...more,
});
const event = (message: string) => ({ id: 'e', createdAt: new Date(70_000), message: `(service api) ${message}` });
const counted = { desiredCount: 2, runningCount: 1, pendingCount: 1, failedTasks: 3 };

test.each<readonly [string, Partial<Track>, readonly Deployment[], readonly string[], Judgement]>([
  [
    'ours is found by its revision',
    { id: undefined },
    [one(2, 2, 'PRIMARY', 61_000, { rolloutState: 'COMPLETED' })],
    [],
    { kind: 'live', counts: none },
  ],
  [
    'another revision is not ours',
    { id: undefined },
    [one(1, 1, 'PRIMARY', 1_000, { rolloutState: 'COMPLETED' })],
    [],
    { kind: 'unclear' },
  ],
  [
    'counts',
    {},
    [
      one(2, 2, 'PRIMARY', 61_000, { ...counted, rolloutState: 'IN_PROGRESS' }),
      one(1, 1, 'ACTIVE', 1_000, { runningCount: 2 }),
    ],
    [],
    { kind: 'moving', counts: { wanted: 2, running: 1, pending: 1, old: 2, failures: 3 } },
  ],
  [
    'no state, one still pending',
    {},
    [one(2, 2, 'PRIMARY', 61_000, { desiredCount: 1, runningCount: 1, pendingCount: 1 })],
    [],
    { kind: 'moving', counts: { wanted: 1, running: 1, pending: 1, old: 0 } },
  ],
  [
    'no state, one still missing',
    {},
    [one(2, 2, 'PRIMARY', 61_000, { desiredCount: 2, runningCount: 1 })],
    [],
    { kind: 'moving', counts: { wanted: 2, running: 1, pending: 0, old: 0 } },
  ],
  [
    'in progress, alone and whole',
    {},
    [one(2, 2, 'PRIMARY', 61_000, { rolloutState: 'IN_PROGRESS' })],
    [],
    { kind: 'moving', counts: none },
  ],
  [
    'gone, and it had failed',
    { failed: true },
    [one(1, 1, 'PRIMARY', 1_000, { rolloutState: 'COMPLETED' })],
    [],
    { kind: 'went-back' },
  ],
  [
    'gone, and the old one is not done',
    { failed: true },
    [one(1, 1, 'PRIMARY', 1_000, { rolloutState: 'IN_PROGRESS', runningCount: 2 })],
    [],
    { kind: 'going-back', counts: { ...none, old: 2 } },
  ],
  [
    'gone, and an event says that ours failed',
    {},
    [one(1, 1, 'PRIMARY', 1_000, { rolloutState: 'COMPLETED' })],
    ['(deployment ecs-svc/2) deployment failed: x'],
    { kind: 'went-back' },
  ],
  [
    'gone, and an event says that another failed',
    {},
    [one(1, 1, 'PRIMARY', 1_000, { rolloutState: 'COMPLETED' })],
    ['(deployment ecs-svc/7) deployment failed: x'],
    { kind: 'unclear' },
  ],
  [
    'gone, and ECS rolls back to what is there',
    {},
    [one(1, 1, 'PRIMARY', 1_000, { rolloutState: 'COMPLETED' })],
    ['rolling back to deployment ecs-svc/1.'],
    { kind: 'went-back' },
  ],
  [
    'gone, and ECS rolls back to something else',
    {},
    [one(1, 1, 'PRIMARY', 1_000, { rolloutState: 'COMPLETED' })],
    ['rolling back to deployment ecs-svc/7.'],
    { kind: 'unclear' },
  ],
  [
    'a newer one of a revision of no name',
    { createdAt: 61_000 },
    [{ id: 'ecs-svc/3', status: 'PRIMARY', createdAt: new Date(90_000) }],
    [],
    { kind: 'superseded', by: 'deployment ecs-svc/3 of another revision' },
  ],
  ['a newer one of what served before, ours never seen', {}, [one(3, 1, 'PRIMARY', 90_000)], [], { kind: 'unclear' }],
  [
    'a newer one of what served before, ours seen',
    { createdAt: 61_000 },
    [one(3, 1, 'PRIMARY', 90_000)],
    [],
    { kind: 'superseded', by: 'deployment ecs-svc/3 of api:1' },
  ],
])('the service: %s', (_name, more, deployments, events, expected) => {
  const track = Object.assign(newTrack({ ...part, id: 'ecs-svc/2' }), more);
  track.service = { status: 'ACTIVE', deployments: [...deployments], events: events.map(event) };
  expect(judgeService(track)).toEqual(expected);
});

test.each([
  ['DRAINING', 'gone'],
  ['INACTIVE', 'gone'],
  ['ACTIVE', 'unclear'],
])('a service that is %s is %s', (status, kind) => {
  const track = newTrack(part);
  track.service = { status };
  expect(judgeService(track).kind).toBe(kind);
  delete track.service;
  expect(judgeService(track).kind).toBe('unclear');
});
