import { describe, expect, test } from '@jest/globals';
import { startedByOf } from '#ecs/task/task-spec';
import { ServiceWorld } from './service-world.ts';

/** A run that died after `until`: its record is open, nothing moves any more. */
async function deadRun(until: 'staged' | 'live' | 'rolled back'): Promise<ServiceWorld> {
  const world = await new ServiceWorld().open();
  const platform = await world.platform({ release: '101-1', budgetMs: 3_600_000 });
  const staged = await platform.stage(await world.plan(platform, world.toTag('v2')));
  if (until === 'staged') return world;
  const part = await platform.shift(staged);
  await world.clock.advance(5_000);
  if (until === 'rolled back') await platform.goBack(part ?? staged, new AbortController().signal);
  await world.settle();
  return world;
}

describe('what a dead run left open', () => {
  const cases = [
    { until: 'staged', state: 'skipped', serving: 'web:1', good: 'web:1' },
    { until: 'live', state: 'unknown', serving: 'web:2', good: 'web:1' },
    { until: 'rolled back', state: 'rolled-back', serving: 'web:1', good: 'web:1' },
  ] as const;

  test.each(cases)(
    '$until: its record becomes $state, the way back is $good',
    async ({ until, state, serving, good }) => {
      const world = await deadRun(until);
      const platform = await world.platform({ release: '102-1' });
      const live = await world.live(platform);
      expect(live).toMatchObject({ open: { release: '101-1' }, serving: { label: serving }, good: { label: good } });
      expect(await platform.reconcile(live)).toEqual([expect.stringContaining(`recorded as ${state}`)]);
      expect(world.tags('web:2')).toMatchObject({ state });
      const again = await world.live(platform);
      expect(again.open).toBeUndefined();
      expect(again.good.label).toBe(good);
    },
  );

  test('while it moves and its time is not over, it is somebody else’s and alive', async () => {
    const world = await new ServiceWorld().open();
    await world.start(await world.platform({ release: '101-1' }), world.toTag('v2'));
    const live = await world.live(await world.platform({ release: '102-1' }));
    expect(live).toMatchObject({ busy: { part: { to: { label: 'web:2' } } } });
    expect(live.open).toBeUndefined();
  });

  test('an earlier attempt of the same run is dead, even while it moves', async () => {
    const world = await new ServiceWorld().open();
    await world.start(await world.platform({ release: '101-1' }), world.toTag('v2'));
    const live = await world.live(await world.platform({ release: '101-2' }));
    expect(live.open).toMatchObject({ release: '101-1' });
  });

  test('its own record is not foreign to a later step of the same release', async () => {
    const world = await deadRun('live');
    const live = await world.live(await world.platform({ release: '101-1' }));
    expect(live.open).toBeUndefined();
    expect(live.good.label).toBe('web:2');
  });
});

describe('one-off tasks of a dead run', () => {
  async function withTask(): Promise<ServiceWorld> {
    const world = await deadRun('staged');
    await world.ecs.call('RunTask', {
      cluster: 'main',
      taskDefinition: 'web:2',
      startedBy: startedByOf('101-1'),
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    });
    return world;
  }
  const stopped = async (world: ServiceWorld, release: string) => {
    const platform = await world.platform({ release });
    await platform.reconcile(await world.live(platform));
    return world.count('ecs:StopTask');
  };

  test('are stopped by a later attempt of the run', async () => {
    expect(await stopped(await withTask(), '101-2')).toBe(1);
  });

  test('may belong to a living run before its time is over', async () => {
    expect(await stopped(await withTask(), '102-1')).toBe(0);
  });

  test('that cannot be listed are a warning', async () => {
    const world = await withTask();
    world.local.faults.add({ operation: 'ecs:ListTasks', do: { kind: 'deny' } });
    expect(await stopped(world, '101-2')).toBe(0);
    expect(world.host.lines.some((line) => line.includes('may still run'))).toBe(true);
  });
});

describe('records', () => {
  test('where tags may not be written, the release only warns', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const part = await world.start(platform, world.toTag('v2'));
    world.local.faults.add({ operation: 'ecs:TagResource', do: { kind: 'deny' } });
    await platform.record([{ part, verdict: 'succeeded' }]);
    expect(world.host.lines.some((line) => line.includes('the record on web:2 could not be written'))).toBe(true);
  });

  test('a rolled back release is marked, with the schema that stays', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const part = await world.start(platform, world.toTag('v2'));
    await platform.record([{ part, verdict: 'rolled-back', rolledBackBy: '101-1', schema: 'shop=1..2' }]);
    expect(world.tags('web:2')).toMatchObject({ state: 'rolled-back', 'rolled-back': '101-1', schema: 'shop=1..2' });
    expect(world.tags('web:2')).not.toHaveProperty('deadline');
  });

  test('a cancelled run can still write its record', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const part = await world.start(platform, world.toTag('v2'));
    world.host.abort.abort(new Error('cancelled'));
    await platform.record([{ part, verdict: 'cancelled' }]);
    expect(world.tags('web:2')).toMatchObject({ state: 'cancelled' });
  });

  test('a proven revision that is forced again and fails keeps its good name', async () => {
    const world = await new ServiceWorld().open();
    await world.deploy(world.toTag('v2'));
    const platform = await world.platform();
    const part = await world.start(platform, world.change({ force: true }));
    await platform.record([{ part, verdict: 'rolled-back', rolledBackBy: '102-1' }]);
    expect(world.tags('web:2')).toMatchObject({ state: 'succeeded', release: '101-1', from: 'web:1' });
    expect(world.tags('web:2')).not.toHaveProperty('rolled-back');
  });
});
