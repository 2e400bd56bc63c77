import { describe, expect, test } from '@jest/globals';
import type { ServiceChange } from '#ecs/service/service-change';
import type { FaultRule } from '../../../local-aws/faults/rules.ts';
import { ServiceWorld } from './service-world.ts';

const signal = new AbortController().signal;

interface Case {
  readonly when: string;
  readonly faults?: readonly FaultRule[];
  readonly change?: (world: ServiceWorld) => ServiceChange;
  /** Whether our rollout had ended before. */
  readonly ended?: boolean;
  readonly calls: { readonly stop: number; readonly update: number };
}

const inFlight: readonly Case[] = [
  { when: 'in flight it is stopped', calls: { stop: 1, update: 0 } },
  {
    when: 'in flight, stopping denied: the service is updated',
    faults: [{ operation: 'ecs:StopServiceDeployment', do: { kind: 'deny' } }],
    calls: { stop: 1, update: 1 },
  },
  {
    when: 'in flight, too late to stop: the service is updated',
    faults: [
      { operation: 'ecs:StopServiceDeployment', do: { kind: 'error', code: 'ConflictException', message: 'ended' } },
    ],
    calls: { stop: 1, update: 1 },
  },
  {
    when: 'in flight, the service is MISSING for a moment: it is asked for again',
    faults: [{ operation: 'ecs:DescribeServices', times: 2, do: { kind: 'missing' } }],
    calls: { stop: 1, update: 0 },
  },
  {
    when: 'in flight with another count: both are put back at once',
    change: (world) => ({ ...world.toTag('v2'), desiredCount: 5 }),
    calls: { stop: 0, update: 1 },
  },
  { when: 'done, the service is updated', ended: true, calls: { stop: 0, update: 1 } },
  {
    when: 'the answer of the update is lost: it is not sent again',
    ended: true,
    faults: [{ operation: 'ecs:UpdateService', nth: 1, do: { kind: 'drop-connection', after: true } }],
    calls: { stop: 0, update: 1 },
  },
];

describe('going back', () => {
  test.each(inFlight)('$when', async ({ faults = [], change, ended = false, calls }) => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const part = await world.start(platform, change?.(world) ?? world.toTag('v2'));
    await (ended ? world.settle() : world.clock.advance(5_000));
    for (const rule of faults) world.local.faults.add(rule);
    const before = { stop: world.count('ecs:StopServiceDeployment'), update: world.count('ecs:UpdateService') };
    const began = world.clock.now();
    const going = await platform.goBack(part, signal);
    expect(world.clock.now() - began).toBeLessThan(5_000);
    expect(going).toMatchObject({
      kind: 'moving',
      part: { goal: 'restore', to: { label: 'web:1' }, from: { label: 'web:2' } },
    });
    expect({
      stop: world.count('ecs:StopServiceDeployment') - before.stop,
      update: world.count('ecs:UpdateService') - before.update,
    }).toEqual(calls);
    await world.settle();
    expect({ primary: world.primary, desired: world.service.desired }).toEqual({ primary: 'web:1', desired: 2 });
    expect(world.service.deployments.map(({ rollout }) => rollout)).toEqual(['COMPLETED']);
  });

  test('asked twice (by the signal handler and in post) it is done once', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const part = await world.start(platform, world.toTag('v2'));
    await world.settle();
    const first = await platform.goBack(part, signal);
    const updates = world.count('ecs:UpdateService');
    const second = await platform.goBack(part, signal);
    const ids = [first, second].map((going) => (going.kind === 'moving' ? going.part.id : going.kind));
    expect(ids[0]).toBe(ids[1]);
    await world.settle();
    expect(await platform.goBack(part, signal)).toEqual({ kind: 'there' });
    expect(world.count('ecs:UpdateService')).toBe(updates);
  });

  test('what came after ours is left alone and named', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const part = await world.start(platform, world.toTag('v2'));
    await world.settle();
    await world.deploy(world.toTag('v3'));
    const updates = world.count('ecs:UpdateService');
    expect(await platform.goBack(part, signal)).toMatchObject({
      kind: 'superseded',
      by: expect.stringContaining('web:3'),
    });
    expect(world.count('ecs:UpdateService')).toBe(updates);
  });

  const returns = [
    { when: 'just now', stopAt: 2_000, reads: 3, took: 2_000 },
    { when: 'more than a minute ago', stopAt: 60_000, reads: 1, took: 0 },
  ] as const;
  test.each(returns)('what was moved $when and went back by itself: reads $reads', async ({ stopAt, reads, took }) => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const part = await world.start(platform, world.toTag('v2'));
    await world.clock.advance(stopAt);
    const serviceDeploymentArn = [...world.local.ecs.state.serviceDeployments.keys()].at(-1);
    await world.ecs.call('StopServiceDeployment', { serviceDeploymentArn, stopType: 'ROLLBACK' });
    await world.clock.advance(40_000);
    const before = { at: world.clock.now(), reads: world.count('ecs:DescribeServices') };
    expect(await platform.goBack(part, signal)).toEqual({ kind: 'there' });
    expect(world.count('ecs:DescribeServices') - before.reads).toBe(reads);
    expect(world.clock.now() - before.at).toBe(took);
  });

  test('settings alone are put back alone', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const part = await world.start(
      platform,
      world.change({ desiredCount: 4, deploymentConfiguration: { maximumPercent: 150 } }),
    );
    expect(world.service.desired).toBe(4);
    await platform.goBack(part, signal);
    expect(world.service).toMatchObject({ desired: 2, configuration: { maximumPercent: 200 } });
    expect(world.service.deployments).toHaveLength(1);
  });

  test('a service that stays MISSING is not there', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const part = await world.start(platform, world.toTag('v2'));
    world.local.faults.add({ operation: 'ecs:DescribeServices', do: { kind: 'missing' } });
    await expect(platform.goBack(part, signal)).rejects.toMatchObject({ diagnosis: { code: 'not-found' } });
  });

  test('where it is not allowed, the missing permission is named', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const part = await world.start(platform, world.toTag('v2'));
    await world.settle();
    world.local.faults.add({ operation: 'ecs:UpdateService', do: { kind: 'deny' } });
    expect(await platform.goBack(part, signal)).toMatchObject({ kind: 'impossible', why: { code: 'access-denied' } });
  });

  test('a previous revision that was deregistered cannot serve again', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const part = await world.start(platform, world.toTag('v2'));
    await world.settle();
    await world.ecs.call('DeregisterTaskDefinition', { taskDefinition: 'web:1' });
    expect(await platform.goBack(part, signal)).toMatchObject({
      kind: 'impossible',
      why: { code: 'rollback-target-missing' },
    });
  });
});

describe('a shift whose answer nobody heard', () => {
  test('is found while it moves, after its end, and after ECS has given it up', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const staged = await platform.stage(await world.plan(platform, world.toTag('v2')));
    expect(await platform.locate(staged)).toBeUndefined();
    const part = await platform.shift(staged);
    expect(await platform.locate(staged)).toMatchObject({ id: part?.id });
    await world.clock.advance(5_000);
    await platform.goBack(part ?? staged, signal);
    await world.settle();
    expect(await platform.locate(staged)).toMatchObject({
      id: part?.id,
      rollout: expect.stringContaining('service-deployment'),
    });
  });

  test('is not repeated, and somebody else’s deployment is not replaced', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const staged = await platform.stage(await world.plan(platform, world.toTag('v2')));
    const part = await platform.shift(staged);
    const updates = world.count('ecs:UpdateService');
    expect((await platform.shift(staged))?.id).toBe(part?.id);
    expect(world.count('ecs:UpdateService')).toBe(updates);
    await world.deploy(world.toTag('v3'));
    await expect(platform.shift(staged)).rejects.toMatchObject({
      verdict: 'superseded',
      diagnosis: { code: 'in-progress-elsewhere' },
    });
  });
});
