import { type ServiceDeployment, StopServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { connectEcs } from '#ecs/client';
import { judgeService } from '#ecs/follow/judge-service';
import { judgeServiceDeployment } from '#ecs/follow/judge-service-deployment';
import { newTrack } from '#ecs/follow/look-track';
import { watchRollout } from '#ecs/follow/watch-rollout';
import type { Part } from '#rollout/platform';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { breaker, Stage } from '../../local-aws/ecs/stage.ts';
import { connectTo, enteredAt, partFrom, revisionOfApi, startPart, watchToEnd } from './watch-stage.ts';

const on = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } };
const off = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } };
const triggered = { deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3 } } as const;

test.each([
  ['PENDING', {}, 'moving'],
  ['IN_PROGRESS', {}, 'moving'],
  ['IN_PROGRESS', { ...triggered, ...on }, 'going-back'],
  ['IN_PROGRESS', { ...triggered, ...off }, 'failed'],
  ['IN_PROGRESS', { alarms: { status: 'TRIGGERED' } }, 'going-back'],
  ['IN_PROGRESS', { lifecycleHookDetails: [{ hookId: 'ecs-pause-1', status: 'AWAITING_ACTION' }] }, 'paused'],
  ['IN_PROGRESS', { lifecycleStage: 'A_STAGE_OF_TOMORROW' as never }, 'moving'],
  ['STOP_REQUESTED', {}, 'moving'],
  ['STOPPED', {}, 'stopped'],
  ['STOPPED', triggered, 'failed'],
  ['ROLLBACK_REQUESTED', {}, 'going-back'],
  ['ROLLBACK_IN_PROGRESS', {}, 'going-back'],
  ['ROLLBACK_SUCCESSFUL', {}, 'went-back'],
  ['ROLLBACK_FAILED', {}, 'failed'],
  ['SUCCESSFUL', {}, 'live'],
  ['A_STATUS_OF_TOMORROW', {}, 'moving'],
] as const)('status %s %j means %s', (status, more, kind) => {
  expect(judgeServiceDeployment({ status, ...more } as ServiceDeployment).kind).toBe(kind);
});

const begin = Date.UTC(2026, 0, 5, 9);
const part = partFrom(begin);
const deployment = (
  id: number,
  definition: number,
  status: string,
  rolloutState: string | undefined,
  minutes: number,
) => ({
  id: `ecs-svc/${id}`,
  status,
  taskDefinition: revisionOfApi(definition).id,
  createdAt: new Date(begin + minutes * 60_000),
  ...(rolloutState === undefined ? {} : { rolloutState: rolloutState as 'COMPLETED' }),
});
const failedEvent = {
  id: 'e',
  createdAt: new Date(begin + 60_000),
  message: '(service api) (deployment ecs-svc/2) deployment failed: tasks failed to start.',
};

test.each([
  [
    'ours moves',
    [deployment(2, 2, 'PRIMARY', 'IN_PROGRESS', 0), deployment(1, 1, 'ACTIVE', 'COMPLETED', -9)],
    [],
    'moving',
  ],
  ['ours is complete', [deployment(2, 2, 'PRIMARY', 'COMPLETED', 0)], [], 'live'],
  ['ours failed, nothing to go back to', [deployment(2, 2, 'PRIMARY', 'FAILED', 0)], [], 'failed'],
  [
    'ours failed, the old one comes back',
    [deployment(1, 1, 'PRIMARY', 'IN_PROGRESS', -9), deployment(2, 2, 'ACTIVE', 'FAILED', 0)],
    [],
    'going-back',
  ],
  ['ours is gone, said to have failed', [deployment(1, 1, 'PRIMARY', 'COMPLETED', -9)], [failedEvent], 'went-back'],
  ['ours is not there yet: a stale read', [deployment(1, 1, 'PRIMARY', 'COMPLETED', -9)], [], 'unclear'],
  [
    'a newer one of another revision',
    [deployment(3, 3, 'PRIMARY', 'IN_PROGRESS', 2), deployment(2, 2, 'ACTIVE', 'IN_PROGRESS', 0)],
    [],
    'superseded',
  ],
  ['a newer one of the same revision', [deployment(3, 2, 'PRIMARY', 'IN_PROGRESS', 2)], [], 'adopt'],
  ['behind a Classic Load Balancer, alone', [deployment(2, 2, 'PRIMARY', undefined, 0)], [], 'live'],
  [
    'behind a Classic Load Balancer, not alone',
    [deployment(2, 2, 'PRIMARY', undefined, 0), deployment(1, 1, 'ACTIVE', undefined, -9)],
    [],
    'moving',
  ],
  [
    'a status of tomorrow',
    [deployment(2, 2, 'DRAINING', 'IN_PROGRESS', 0), deployment(1, 1, 'PRIMARY', 'COMPLETED', -9)],
    [],
    'going-back',
  ],
] as const)('services alone: %s', (_name, deployments, events, kind) => {
  const track = newTrack(part);
  track.service = { status: 'ACTIVE', deployments: [...deployments], events: [...events] };
  expect(judgeService(track).kind).toBe(kind);
});

test('a deleted service is gone', () => {
  const track = newTrack(part);
  track.service = { status: 'INACTIVE' };
  expect(judgeService(track).kind).toBe('gone');
});

describe('the way back', () => {
  const slow = { deploymentConfiguration: { ...breaker, minimumHealthyPercent: 0, maximumPercent: 100 } };

  test('by stopping: ends when the old revision serves again, within 5 s', async () => {
    const stage = await new Stage().live('old', { desiredCount: 2 });
    const release = await startPart(stage, await stage.register('new'), slow);
    await stage.clock.sleep(45_000);
    const [newest] = await stage.serviceDeployments();
    await stage.client.send(
      new StopServiceDeploymentCommand({ serviceDeploymentArn: newest?.serviceDeploymentArn, stopType: 'ROLLBACK' }),
    );
    const back: Part = {
      ...release,
      goal: 'restore',
      to: release.from,
      from: release.to,
      rollout: newest?.serviceDeploymentArn ?? '',
      startedAt: stage.clock.now(),
    };
    const [seen] = await watchToEnd(stage, [back]);
    expect(seen?.kinds).toEqual(['moving', 'live']);
    expect(
      (seen?.endedAt ?? Number.NaN) - enteredAt(stage, 'ecs.service-deployment', 'ROLLBACK_SUCCESSFUL'),
    ).toBeLessThanOrEqual(5_000);
  });

  test.each([[true], [false]])('by a new deployment of the old revision (newer APIs denied: %s)', async (denied) => {
    const stage = await new Stage().live('old', { desiredCount: 2 });
    const release = await startPart(stage, await stage.register('new'));
    await stage.clock.sleep(20_000);
    const back = await startPart(stage, release.from.id);
    if (denied) stage.aws.faults.add({ operation: /ServiceDeployments$/, do: { kind: 'deny' } });
    const [seen] = await watchToEnd(stage, [{ ...back, goal: 'restore' }]);
    expect(seen?.last).toMatchObject({ kind: 'ended', how: 'live' });
  });
});

test('an alarm is named as the cause, within 5 s', async () => {
  const alarms = { alarmNames: ['shop-5xx'], enable: true, rollback: true };
  const stage = await new Stage().live('old', { desiredCount: 2 });
  const release = await startPart(stage, await stage.register('new'), {
    deploymentConfiguration: { alarms, minimumHealthyPercent: 0, maximumPercent: 100 },
  });
  const firedAt = stage.clock.now() + 50_000;
  stage.clock.at(firedAt, () => stage.aws.ecs.setAlarm('shop-5xx', true));
  const [seen] = await watchToEnd(stage, [release]);
  expect(seen?.last).toMatchObject({ kind: 'ended', how: 'went-back', why: { code: 'alarm-fired' } });
  expect((seen?.at['going-back'] ?? Number.NaN) - firedAt).toBeLessThanOrEqual(5_000);
});

test('twenty services together cost at most 30 polls of their deployments', async () => {
  const stage = await new Stage().open();
  const old = await stage.register('old');
  const names = Array.from({ length: 20 }, (_, index) => `api-${index}`);
  for (const serviceName of names) await stage.create({ serviceName, desiredCount: 1, taskDefinition: old });
  await stage.minutes(5);
  const to = await stage.register('new');
  const aws = connectTo(stage);
  const parts: Part[] = [];
  const label = (arn: string) => ({ id: arn, label: arn.split('/').at(-1) ?? '', images: [] });
  for (const row of names) {
    const updated = await stage.update({ service: row, taskDefinition: to });
    parts.push({
      v: 1,
      platform: 'ecs',
      goal: 'release',
      row,
      place: 'demo',
      to: label(to),
      from: label(old),
      id: updated.deployments?.[0]?.id ?? '',
      startedAt: stage.clock.now(),
      undo: {},
    });
  }
  const watch = watchRollout(await connectEcs(aws), aws, parts);
  const begin = stage.clock.now();
  let looks = await watch.look(aws.signal);
  let services = 0;
  while (looks.some(({ kind }) => kind !== 'ended')) {
    await stage.clock.sleep(watch.pauseMs(false));
    const before = aws.calls.get('ecs:DescribeServices') ?? 0;
    looks = await watch.look(aws.signal);
    services = Math.max(services, (aws.calls.get('ecs:DescribeServices') ?? 0) - before);
  }
  // Ten services a call; at most one call more for those whose deployment is read before.
  expect(services).toBeLessThanOrEqual(4);
  expect(looks.every((look) => look.kind === 'ended' && look.how === 'live')).toBe(true);
  const tookS = (stage.clock.now() - begin) / 1_000;
  expect(tookS).toBeLessThan(110);
  expect(aws.calls.get('ecs:DescribeServiceDeployments')).toBeLessThanOrEqual(30);
});

test('evidence holds the deployment, the tasks, the log and the events; it never throws', async () => {
  const crash: Fate = { kind: 'exits', code: 1, after: 800, log: ["KeyError: 'X_URL'"] };
  const stage = await new Stage({ new: crash }).live('old', { desiredCount: 1 });
  const release = await startPart(stage, await stage.register('new'));
  const aws = connectTo(stage);
  const watch = watchRollout(await connectEcs(aws), aws, [release]);
  await watch.look(aws.signal);
  await stage.clock.sleep(60_000);
  const evidence = (await watch.evidence(0, aws.signal)).join('\n');
  expect(evidence).toMatch(/EssentialContainerExited: exit 1 in container api/);
  expect(evidence).toMatch(/has started 1 tasks/);
  expect((await watch.diagnose(0, aws.signal)).code).toBe('exit-code');
  stage.aws.faults.add({ operation: /./, do: { kind: 'drop-connection' } });
  expect(await watch.evidence(0, aws.signal)).not.toEqual([]);
});
