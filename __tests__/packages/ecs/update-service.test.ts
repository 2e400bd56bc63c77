import { describe, expect, test } from '@jest/globals';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { ServiceWorld } from './service-world.ts';

const crash: Fate = { kind: 'exits', code: 1, after: 1_000 };
const noRollback = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } };

describe('moving traffic', () => {
  test('sends only what changes', async () => {
    const world = await new ServiceWorld().open();
    const before = world.service.configuration;
    await world.start(await world.platform(), world.toTag('v2'));
    expect(world.service).toMatchObject({ desired: 2, configuration: before, graceSeconds: 0 });
    expect(world.primary).toBe('web:2');
  });

  test('has an identity of its own, never the one before', async () => {
    const world = await new ServiceWorld().open();
    const before = world.service.deployments[0]?.id;
    const part = await world.start(await world.platform(), world.toTag('v2'));
    expect(part.id).toMatch(/^ecs-svc\/\d+$/);
    expect(part.id).not.toBe(before);
    expect(part.rollout ?? '').not.toContain(before?.split('/')[1] ?? '-');
  });

  test('is nothing when the wanted revision serves', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const staged = await platform.stage(await world.plan(platform, world.change()));
    expect(await platform.shift(staged)).toBeUndefined();
    expect(world.count('ecs:UpdateService')).toBe(0);
  });

  test('a forced deployment of the same revision has a new identity', async () => {
    const world = await new ServiceWorld().open();
    const before = world.service.deployments[0]?.id;
    const part = await world.start(await world.platform(), world.change({ force: true }));
    expect(part.id).not.toBe(before);
    expect(part.to.label).toBe(part.from.label);
  });

  test('a revision whose last deployment failed and stayed is started again, never taken for serving', async () => {
    const world = await new ServiceWorld({ 'web:2': crash }).open(noRollback);
    await world.start(await world.platform(), world.toTag('v2'));
    await world.settle();
    expect(world.service.deployments[0]).toMatchObject({ rollout: 'FAILED' });
    const failed = world.service.deployments[0]?.id;
    const platform = await world.platform();
    const plan = await world.plan(platform, world.toTag('v2'));
    expect(plan).toMatchObject({ unchanged: false, to: { label: 'web:2' }, live: { serving: { label: 'web:1' } } });
    const part = await platform.shift(await platform.stage(plan));
    expect(part?.id).not.toBe(failed);
    expect(part?.id).toBe(world.service.deployments[0]?.id);
  });

  test('the same content that moves already is followed, not started again', async () => {
    const world = await new ServiceWorld().open();
    const first = await world.start(await world.platform({ release: '101-1' }), world.toTag('v2'));
    await world.clock.advance(3_000);
    const second = await world.start(await world.platform({ release: '101-2' }), world.toTag('v2'));
    expect(second.id).toBe(first.id);
    expect(second).toMatchObject({ from: { label: 'web:1' }, to: { label: 'web:2' } });
    expect(world.service.deployments).toHaveLength(2);
  });

  test('the count that is put back is the one that was there just before', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const staged = await platform.stage(await world.plan(platform, { ...world.toTag('v2'), desiredCount: 6 }));
    await world.ecs.call('UpdateService', { cluster: 'main', service: 'web', desiredCount: 3 });
    const part = await platform.shift(staged);
    await world.settle();
    if (part !== undefined) await platform.goBack(part, new AbortController().signal);
    expect(world.service.desired).toBe(3);
  });

  test('a refused update says why', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const staged = await platform.stage(await world.plan(platform, world.toTag('v2')));
    world.local.faults.add({ operation: 'ecs:UpdateService', do: { kind: 'deny' } });
    await expect(platform.shift(staged)).rejects.toMatchObject({ name: 'AwsError', kind: 'denied' });
    expect(world.primary).toBe('web:1');
  });
});

test('a rollback that fails and returns does not blame the release that serves', async () => {
  const world = await new ServiceWorld().open();
  await world.deploy(world.toTag('v2'));
  const platform = await world.platform();
  const change = world.change({ goal: 'restore', source: { kind: 'registered', name: 'web:1' } });
  const part = await world.start(platform, change);
  await platform.record([{ part, verdict: 'rolled-back', rolledBackBy: '102-1' }]);
  expect(world.tags('web:2')).not.toHaveProperty('rolled-back');
});

test('a step that only follows writes the end on the release that it followed', async () => {
  const world = await new ServiceWorld().open();
  const deployer = await world.platform({ release: '101-1', commit: 'abc' });
  const part = await world.start(deployer, world.toTag('v2'));
  await deployer.record([{ part, verdict: 'started' }]);
  const follower = await world.platform({ release: '999-1', commit: 'def' });
  await follower.record([{ part, verdict: 'succeeded' }]);
  expect(world.tags('web:2')).toMatchObject({ release: '101-1', commit: 'abc', state: 'succeeded', from: 'web:1' });
});
