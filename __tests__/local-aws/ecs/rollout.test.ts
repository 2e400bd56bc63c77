import { StopServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { byStart, type Fate } from '../../../local-aws/runtimes/scripted.ts';
import { event, rollout, stopped } from '../../../local-aws/texts.ts';
import { breaker, Stage } from './stage.ts';

const crash: Fate = { kind: 'exits', code: 1, after: 2_000, log: ['KeyError: DATABASE_URL'] };

test('a rollout goes through its states, and the old tasks leave before it is over', async () => {
  const stage = await new Stage().live('1');
  const [before] = await stage.deployments();
  const second = await stage.register('2');
  const answer = await stage.update({ taskDefinition: second });
  const id = answer.deployments?.[0]?.id ?? '';

  expect(answer.deployments?.map(({ status, rolloutState }) => [status, rolloutState])).toEqual([
    ['PRIMARY', 'IN_PROGRESS'],
    ['ACTIVE', 'COMPLETED'],
  ]);
  expect(answer.deployments?.[0]?.rolloutStateReason).toBe(rollout.inProgress(id));
  await stage.clock.advance(30_000);
  expect((await stage.deployments()).map((one) => one.runningCount)).toEqual([2, 2]);
  expect((await stage.deployments())[0]?.rolloutState).toBe('IN_PROGRESS');
  await stage.minutes(2);

  const after = await stage.deployments();
  expect(after.map((one) => [one.id, one.rolloutState, one.runningCount])).toEqual([[id, 'COMPLETED', 2]]);
  expect(id).toMatch(/^ecs-svc\/\d{19}$/);
  expect(id).not.toBe(before?.id);
  const [ours] = await stage.serviceDeployments();
  expect(ours?.status).toBe('SUCCESSFUL');
  expect(ours?.targetServiceRevision?.arn?.split('/').at(-1)).toBe(id.split('/')[1]);
  expect((await stage.events()).slice(-2)).toEqual([event.deploymentCompleted(id), event.steady]);
  expect(stage.states('ecs.service-deployment', ours?.serviceDeploymentArn)).toEqual([
    'PENDING',
    'IN_PROGRESS',
    'SUCCESSFUL',
  ]);
});

test('a service deployment is listed a moment later; until then the newest one is the last, successful one', async () => {
  const stage = await new Stage().live('1');
  await stage.register('2');
  const answer = await stage.update({ taskDefinition: 'api:2' });
  const digits = answer.deployments?.[0]?.id?.split('/')[1] ?? 'none';
  const [newest] = await stage.serviceDeployments();
  expect(newest?.status).toBe('SUCCESSFUL');
  expect(newest?.targetServiceRevision?.arn).not.toContain(digits);
  expect(answer.currentServiceDeployment).toBe(newest?.serviceDeploymentArn);
  await stage.clock.advance(2_000);
  const [ours] = await stage.serviceDeployments();
  expect(ours?.status).toBe('IN_PROGRESS');
  expect(ours?.targetServiceRevision?.arn).toContain(digits);
});

test('a crash loop trips the breaker; the old deployment comes back under its old id', async () => {
  const stage = await new Stage({ bad: crash }).live('1', { deploymentConfiguration: breaker });
  const [old] = await stage.deployments();
  await stage.register('bad');
  const answer = await stage.update({ taskDefinition: 'api:2' });
  const bad = answer.deployments?.[0]?.id ?? '';
  await stage.minutes(10);

  const after = await stage.service();
  expect(after.deployments?.map((one) => [one.id, one.status, one.rolloutState])).toEqual([
    [old?.id, 'PRIMARY', 'COMPLETED'],
  ]);
  expect(after.taskDefinition).toBe(old?.taskDefinition);
  const [ours] = await stage.serviceDeployments();
  expect(ours?.status).toBe('ROLLBACK_SUCCESSFUL');
  expect(ours?.deploymentCircuitBreaker).toEqual({ status: 'TRIGGERED', failureCount: 3, threshold: 3 });
  expect(ours?.rollback?.serviceRevisionArn).toContain(old?.id?.split('/')[1] ?? 'none');
  const events = await stage.events();
  expect(events).toContain(event.deploymentFailed(bad));
  expect(events).toContain(event.rollingBack(old?.id ?? ''));
  expect(stage.states('ecs.deployment', old?.id)).toEqual(['IN_PROGRESS', 'COMPLETED', 'IN_PROGRESS', 'COMPLETED']);
  expect(stage.states('ecs.deployment', bad)).toEqual(['IN_PROGRESS', 'FAILED', 'INACTIVE']);
  const crashed = (await stage.tasks('STOPPED')).filter((task) => task.startedBy === bad);
  expect(crashed[0]?.stopCode).toBe('EssentialContainerExited');
  expect(crashed[0]?.containers?.[0]?.exitCode).toBe(1);
});

test('without a breaker a crash loop goes on for ever', async () => {
  const stage = await new Stage({ bad: crash }).live('1');
  await stage.register('bad');
  await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(30);
  const [ours, old] = await stage.deployments();
  expect(ours).toMatchObject({ status: 'PRIMARY', rolloutState: 'IN_PROGRESS', runningCount: expect.any(Number) });
  expect(ours?.failedTasks).toBeGreaterThan(50);
  expect(old).toMatchObject({ status: 'ACTIVE', runningCount: 2 });
});

test('a first deployment has nothing to go back to: it stays, failed', async () => {
  const stage = await new Stage({ bad: crash }).live('bad', { deploymentConfiguration: breaker });
  await stage.minutes(20);
  const deployments = await stage.deployments();
  expect(deployments.map((one) => [one.status, one.rolloutState, one.rolloutStateReason])).toEqual([
    ['PRIMARY', 'FAILED', rollout.breakerFailed],
  ]);
  expect((await stage.serviceDeployments()).map((one) => one.status)).toEqual(['STOPPED']);
  const count = (await stage.tasks('STOPPED')).length;
  await stage.minutes(10);
  expect((await stage.tasks('STOPPED')).length).toBe(count);
});

describe('tasks that never run', () => {
  const cases: readonly [string, Fate, RegExp][] = [
    ['missing image', { kind: 'image-not-found' }, /^CannotPullContainerError: .*not found$/],
    ['unreadable secret', { kind: 'secret-unreadable' }, /^ResourceInitializationError: unable to pull secrets/],
    ['denied pull', { kind: 'cannot-start', reason: stopped.pullDenied('shop/api:bad') }, /403 Forbidden$/],
  ];
  test.each(cases)('%s: no exit code, and growing gaps until the breaker trips', async (_name, fate, reason) => {
    const stage = await new Stage({ bad: fate }).live('1', { deploymentConfiguration: breaker, desiredCount: 1 });
    await stage.register('bad');
    await stage.update({ taskDefinition: 'api:2' });
    await stage.minutes(1);
    const [task] = await stage.tasks('STOPPED');
    expect(task?.stopCode).toBe('TaskFailedToStart');
    expect(task?.stoppedReason).toMatch(reason);
    expect(task?.containers?.[0]).not.toHaveProperty('exitCode');
    await stage.minutes(20);
    const [ours] = await stage.serviceDeployments();
    expect(ours?.status).toBe('ROLLBACK_SUCCESSFUL');
    const lasted = Number(ours?.rollback?.startedAt) - Number(ours?.createdAt);
    expect(lasted).toBeGreaterThan(120_000);
  });
});

test('a second update supersedes the first, whose id leaves', async () => {
  const stage = await new Stage().live('1');
  await stage.register('2');
  await stage.register('3');
  const first = await stage.update({ taskDefinition: 'api:2' });
  await stage.clock.advance(20_000);
  const second = await stage.update({ taskDefinition: 'api:3' });
  expect(second.deployments?.map((one) => one.status)).toEqual(['PRIMARY', 'ACTIVE', 'ACTIVE']);
  expect(second.deployments?.[1]?.id).toBe(first.deployments?.[0]?.id);
  await stage.minutes(5);
  const [ours] = await stage.deployments();
  expect(ours?.id).toBe(second.deployments?.[0]?.id);
  expect((await stage.serviceDeployments()).map((one) => one.status)).toEqual(['SUCCESSFUL', 'STOPPED', 'SUCCESSFUL']);
});

test('the same update again starts nothing; forcing it does', async () => {
  const stage = await new Stage().live('1');
  const [before] = await stage.deployments();
  expect((await stage.update({ taskDefinition: 'api:1' })).deployments?.[0]?.id).toBe(before?.id);
  expect((await stage.update({ desiredCount: 3 })).deployments?.[0]?.id).toBe(before?.id);
  expect((await stage.update({ forceNewDeployment: true })).deployments?.[0]?.id).not.toBe(before?.id);
});

test('stopping with ROLLBACK goes back without any breaker; again it changes nothing; at the end it conflicts', async () => {
  const stage = await new Stage({ bad: crash }).live('1');
  const [old] = await stage.deployments();
  await stage.register('bad');
  await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(1);
  const [ours] = await stage.serviceDeployments();
  const stop = new StopServiceDeploymentCommand({
    serviceDeploymentArn: ours?.serviceDeploymentArn,
    stopType: 'ROLLBACK',
  });
  await stage.client.send(stop);
  expect((await stage.serviceDeployments())[0]?.status).toBe('ROLLBACK_REQUESTED');
  await stage.client.send(stop);
  await stage.minutes(2);
  expect((await stage.serviceDeployments())[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
  expect((await stage.deployments())[0]).toMatchObject({ id: old?.id, rolloutState: 'COMPLETED' });
  await expect(stage.client.send(stop)).rejects.toMatchObject({ name: 'ConflictException' });
});

test('a stop that is requested in the last moment still goes back', async () => {
  const stage = await new Stage().live('1');
  const [old] = await stage.deployments();
  await stage.register('2');
  await stage.update({ taskDefinition: 'api:2' });
  await stage.clock.advance(65_000);
  const [ours] = await stage.serviceDeployments();
  await stage.client.send(
    new StopServiceDeploymentCommand({ serviceDeploymentArn: ours?.serviceDeploymentArn, stopType: 'ROLLBACK' }),
  );
  await stage.minutes(3);
  expect(stage.states('ecs.service-deployment', ours?.serviceDeploymentArn)).toEqual([
    'PENDING',
    'IN_PROGRESS',
    'ROLLBACK_REQUESTED',
    'ROLLBACK_IN_PROGRESS',
    'ROLLBACK_SUCCESSFUL',
  ]);
  expect((await stage.deployments()).map((one) => one.id)).toEqual([old?.id]);
});

test.each([
  [true, 'SUCCESSFUL'],
  [false, 'ROLLBACK_SUCCESSFUL'],
])('failures between healthy tasks, resetOnHealthyTask %s: %s', async (resetOnHealthyTask, status) => {
  const dies: Fate = { kind: 'exits', code: 1, after: 30_000 };
  const runs: Fate = { kind: 'runs' };
  const stage = await new Stage({ flaky: byStart(dies, runs, runs, dies, dies, runs) }).live('1', {
    desiredCount: 3,
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true, resetOnHealthyTask } },
  });
  await stage.register('flaky');
  await stage.update({ taskDefinition: 'api:2' });
  await stage.minutes(10);
  expect((await stage.serviceDeployments())[0]?.status).toBe(status);
});
