import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import type { RolloutFacts } from '#ecs/diagnose/causes/evidence';
import { rolloutFacts, withAlarms } from '#ecs/diagnose/read-rollout-facts';
import { slowStages } from '#ecs/diagnose/slow-stages';
import { newTrack, type Track } from '#ecs/follow/look-track';
import { Stage } from '../../local-aws/ecs/stage.ts';
import { connectTo, partFrom } from './watch-stage.ts';

// What AWS says of a rollout as a whole, of what was read of its service, its deployment and its alarms.

const startedAt = Date.UTC(2026, 10, 20);
const at = (seconds: number) => new Date(startedAt + seconds * 1_000);
const ours = { id: 'ecs-svc/2', status: 'PRIMARY' };

interface Read {
  readonly deployment?: ServiceDeployment;
  readonly listed?: object;
  readonly events?: readonly string[];
  readonly service?: object;
}

function trackOf({ deployment, listed, events = [], service }: Read): Track {
  const track = newTrack(partFrom(startedAt));
  track.deployment = deployment;
  const seen = events.map((message, index) => ({ id: `${index}`, createdAt: at(index), message }));
  if (listed !== undefined || events.length > 0 || service !== undefined)
    track.service = { deployments: [{ id: 'ecs-svc/1' }, { ...ours, ...listed }], events: seen, ...service };
  return track;
}

const none: RolloutFacts = { reasons: [], alarmNames: [] };
const check = 'arn:aws:lambda:x:1:function:check';
const failed = `Rolled back because PRE_SCALE_UP lifecycle hook(s) failed. Lifecycle hook target ${check} returned FAILED status.`;
const hook = { target: check, stage: 'PRE_SCALE_UP', said: 'returned FAILED status' };
const goingBack = 'rolling back to deployment ecs-svc/1.';

describe('the facts of a rollout', () => {
  test.each<readonly [string, Read, RolloutFacts]>([
    ['nothing was read', {}, none],
    ['a deployment that says nothing', { deployment: {} }, none],
    ['how far it is', { deployment: { status: 'IN_PROGRESS' } }, { ...none, status: 'IN_PROGRESS' }],
    ['how far it is, by the service', { listed: { rolloutState: 'FAILED' } }, { ...none, status: 'FAILED' }],
    [
      'the deployment has the say over the service',
      { deployment: { status: 'PENDING' }, listed: { rolloutState: 'FAILED' } },
      { ...none, status: 'PENDING' },
    ],
    [
      'every reason, each view its own; empty ones are none',
      {
        deployment: { statusReason: 'one', rollback: { reason: 'two' } },
        listed: { rolloutStateReason: 'three' },
      },
      { ...none, reasons: ['one', 'two', 'three'] },
    ],
    ['an empty reason is none', { deployment: { statusReason: '', rollback: {} } }, none],
    [
      'what watches over it',
      {
        deployment: {
          deploymentCircuitBreaker: { status: 'MONITORING' },
          alarms: { status: 'TRIGGERED', triggeredAlarmNames: ['errors'] },
        },
      },
      { ...none, breaker: 'MONITORING', alarms: 'TRIGGERED', alarmNames: ['errors'] },
    ],
  ])('%s', (_name, read, facts) => {
    expect(rolloutFacts(trackOf(read))).toStrictEqual(facts);
  });

  test.each<readonly [string, Read, boolean]>([
    ['it moves', { deployment: { status: 'IN_PROGRESS' } }, false],
    ['nothing is known of it', { deployment: {} }, false],
    ['it was stopped', { deployment: { status: 'STOPPED' } }, true],
    ['it is being stopped', { deployment: { status: 'STOP_REQUESTED' } }, true],
    ['it goes back', { deployment: { status: 'ROLLBACK_IN_PROGRESS' } }, true],
    ['it did not stop', { deployment: { status: 'SUCCESSFUL' } }, false],
    [
      'the breaker decided so',
      { deployment: { status: 'STOPPED', deploymentCircuitBreaker: { status: 'TRIGGERED' } } },
      false,
    ],
    ['an alarm decided so', { deployment: { status: 'STOPPED', alarms: { status: 'TRIGGERED' } } }, false],
    ['the events say that it goes back, and of no failure', { events: [goingBack] }, true],
    ['the events say why', { events: ['(deployment ecs-svc/2) deployment failed: x', goingBack] }, false],
    ['they say it of another', { events: ['(deployment ecs-svc/9) deployment failed: x', goingBack] }, true],
    ['they say only of a failure', { events: ['(deployment ecs-svc/2) deployment failed: x'] }, false],
    [
      'the deployment has the say over the events',
      { deployment: { status: 'IN_PROGRESS' }, events: [goingBack] },
      false,
    ],
  ])('nobody is known to have ended it: %s', (_name, read, undecided) => {
    expect(rolloutFacts(trackOf(read)).undecided).toBe(undecided || undefined);
  });

  test.each<readonly [string, Read, RolloutFacts['failedHook']]>([
    ['none', { deployment: { lifecycleStage: 'BAKE_TIME', statusReason: 'because' } }, undefined],
    [
      'one that is asked',
      { deployment: { lifecycleHookDetails: [{ status: 'IN_PROGRESS', targetArn: check }] } },
      undefined,
    ],
    [
      'one that failed just now',
      {
        deployment: { lifecycleStage: 'POST_SCALE_UP', lifecycleHookDetails: [{ status: 'FAILED', targetArn: check }] },
      },
      { target: check, stage: 'POST_SCALE_UP' },
    ],
    [
      'a pause that ran out of time',
      {
        deployment: {
          lifecycleHookDetails: [
            { status: 'SUCCEEDED', hookId: 'h-1' },
            { status: 'TIMED_OUT', hookId: 'h-2' },
          ],
        },
      },
      { target: 'h-2' },
    ],
    ['one of which only the reason tells', { deployment: { statusReason: failed } }, hook],
    ['one of which only an event tells', { events: [failed] }, hook],
    [
      'the stage that failed is named, whatever the deployment does now',
      { deployment: { lifecycleStage: 'CLEAN_UP', statusReason: failed } },
      hook,
    ],
    [
      'a reason without a stage',
      { deployment: { lifecycleStage: 'CLEAN_UP', statusReason: 'Lifecycle hook(s) failed.' } },
      { stage: 'CLEAN_UP' },
    ],
    [
      'an answer that ECS does not understand',
      {
        deployment: {
          statusReason: `because PRE_SCALE_UP lifecycle hook(s) failed. ECS was unable to parse the response from ${check} due to: x.`,
        },
      },
      { target: check, stage: 'PRE_SCALE_UP', said: `ECS was unable to parse the response from ${check} due to: x` },
    ],
    [
      'what is active tells whose it is, the reason what it said',
      { deployment: { statusReason: failed, lifecycleHookDetails: [{ status: 'FAILED', hookId: 'h-1' }] } },
      { ...hook, target: 'h-1' },
    ],
  ])('a hook that failed: %s', (_name, read, expected) => {
    expect(rolloutFacts(trackOf(read)).failedHook).toStrictEqual(expected);
  });
});

describe('what CloudWatch says of the alarms', () => {
  const alarmsOf = (...alarmNames: readonly string[]) => ({
    deploymentConfiguration: { alarms: { enable: true, rollback: true, alarmNames: [...alarmNames] } },
  });
  const red = ['errors: Threshold Crossed'];
  test.each<readonly [string, Read, Partial<RolloutFacts>, Partial<RolloutFacts> | undefined]>([
    ['is not asked for what no alarm ended', { deployment: alarmsOf('errors') }, {}, undefined],
    [
      'of those that triggered, whatever their state is now',
      { deployment: alarmsOf('errors', 'latency') },
      { alarms: 'TRIGGERED', alarmNames: ['latency'] },
      { alarmNames: ['latency'], alarmReasons: ['latency: all is well'] },
    ],
    [
      'of those that are red, where none is named',
      { deployment: alarmsOf('errors', 'latency') },
      { alarms: 'TRIGGERED' },
      { alarmNames: ['errors'], alarmReasons: red },
    ],
    [
      'of those of the service, where deployments may not be read',
      { service: alarmsOf('errors'), events: ['deployment failed: alarm detected.'] },
      {},
      { alarmNames: ['errors'], alarmReasons: red },
    ],
    [
      'when the reason speaks of one',
      { deployment: alarmsOf('errors') },
      { reasons: ['because of an alarm'] },
      { alarmNames: ['errors'], alarmReasons: red },
    ],
    ['is not asked when none is watched', { deployment: {} }, { alarms: 'TRIGGERED' }, undefined],
    [
      'is not asked for what only sounds like one',
      { deployment: alarmsOf('errors') },
      { reasons: ['no alarming news'] },
      undefined,
    ],
  ])('%s', async (_name, read, given, told) => {
    const stage = new Stage();
    stage.aws.alarms.set('errors', 'ALARM', 'Threshold Crossed');
    stage.aws.alarms.set('latency', 'OK', 'all is well');
    const aws = connectTo(stage);
    const facts = { ...none, ...given };
    expect(await withAlarms(aws, trackOf(read), facts, {})).toStrictEqual({ ...facts, ...told });
    expect(aws.calls.get('cloudwatch:DescribeAlarms') ?? 0).toBe(told === undefined ? 0 : 1);
  });

  test('is asked once: a refusal is no reason to ask again', async () => {
    const stage = new Stage();
    stage.aws.faults.add({ operation: 'cloudwatch:DescribeAlarms', do: { kind: 'throttle' } });
    const aws = connectTo(stage);
    const track = trackOf({ deployment: alarmsOf('errors') });
    await expect(withAlarms(aws, track, { ...none, alarms: 'TRIGGERED' }, {})).rejects.toMatchObject({
      kind: 'throttled',
    });
    expect(aws.calls.get('cloudwatch:DescribeAlarms')).toBe(1);
  });
});

describe('a deployment by stages that is not done yet', () => {
  const canary = {
    strategy: 'CANARY',
    canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 7 },
  } as const;
  test.each<readonly [string, ServiceDeployment | undefined, string | undefined, string | undefined]>([
    ['none is known', undefined, undefined, undefined],
    ['it is rolled out', { status: 'IN_PROGRESS' }, undefined, undefined],
    ['it has ended', { status: 'STOPPED', deploymentConfiguration: canary }, undefined, undefined],
    [
      'it has not begun',
      { status: 'IN_PROGRESS', deploymentConfiguration: canary },
      'api is still not at any stage yet: it deploys by canary: 10% of traffic for 7 min, then all',
      'arn:of:it: IN_PROGRESS',
    ],
    [
      'it is at a stage, with some of the traffic',
      {
        status: 'IN_PROGRESS',
        deploymentConfiguration: canary,
        lifecycleStage: 'BAKE_TIME',
        targetServiceRevision: { requestedProductionTrafficWeight: 10 },
      },
      'api is still at the stage bake time, with 10% of traffic: it deploys by canary: 10% of traffic for 7 min, then all',
      'arn:of:it: IN_PROGRESS BAKE_TIME',
    ],
  ])('%s', (_name, deployment, what, line) => {
    const track = trackOf(deployment === undefined ? {} : { deployment });
    track.arn = 'arn:of:it';
    const found = slowStages(track);
    expect(found?.what).toBe(what);
    if (what === undefined) return expect(found).toBeUndefined();
    expect(found).toMatchObject({ code: 'deadline-exceeded', evidence: [line], where: 'service api in demo' });
    expect(found?.fix).toContain('above 7, the minutes that the strategy of api takes');
  });
});
