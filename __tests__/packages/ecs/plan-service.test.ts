import { describe, expect, test } from '@jest/globals';
import type { ServiceChange } from '#ecs/service/service-change';
import { ServiceWorld } from './service-world.ts';

interface Case {
  readonly when: string;
  readonly change: (world: ServiceWorld) => ServiceChange;
  readonly target: 'register' | 'reuse';
  readonly unchanged?: boolean;
  readonly changes: readonly unknown[];
}

const cases: readonly Case[] = [
  { when: 'nothing is asked for', change: (w) => w.change(), target: 'reuse', unchanged: true, changes: [] },
  {
    when: 'another image is named by tag',
    change: (w) => w.change({ image: { kind: 'tag', tag: 'v2', fromRow: true } }),
    target: 'register',
    changes: [expect.stringMatching(/^web image .*web:v1 → .*web@sha256:[0-9a-f]{64}$/)],
  },
  {
    when: 'a variable changes, one is new, one becomes a secret',
    change: (w) => w.change({ patch: { environment: { MODE: 'green', API_TOKEN: 'x' }, secrets: { EMPTY: 'arn:x' } } }),
    target: 'register',
    changes: [
      'web environment + API_TOKEN',
      'web environment MODE blue → green',
      'web environment - EMPTY',
      'web secret + EMPTY',
    ],
  },
  {
    when: 'the task gets larger',
    change: (w) => w.change({ patch: { cpu: '512', memory: '1 GB' } }),
    target: 'register',
    changes: ['task cpu 256 → 512', 'task memory 512 → 1024'],
  },
  {
    when: 'the same size is written in another way',
    change: (w) => w.change({ patch: { cpu: '.25 vCPU', memory: '0.5 GB' } }),
    target: 'reuse',
    unchanged: true,
    changes: [],
  },
  {
    when: 'only the count changes',
    change: (w) => w.change({ desiredCount: 4 }),
    target: 'reuse',
    changes: ['service desired count 2 → 4'],
  },
  {
    when: 'the count is what it is',
    change: (w) => w.change({ desiredCount: 2 }),
    target: 'reuse',
    unchanged: true,
    changes: [],
  },
  {
    when: 'the breaker is as asked for',
    change: (w) => w.change({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true } } }),
    target: 'reuse',
    unchanged: true,
    changes: [],
  },
  {
    when: 'the deployment configuration changes',
    change: (w) => w.change({ deploymentConfiguration: { maximumPercent: 150 } }),
    target: 'reuse',
    changes: ['service deployment configuration {"maximumPercent":150}'],
  },
  {
    when: 'it is forced',
    change: (w) => w.change({ force: true }),
    target: 'reuse',
    changes: ['service new deployment forced'],
  },
  {
    when: 'a command is given',
    change: (w) => w.change({ patch: { command: ['node', 'main.js'] } }),
    target: 'register',
    changes: ['web command (none) → ["node","main.js"]'],
  },
];

describe('what a change means', () => {
  test.each(cases)('$when', async ({ change, target, unchanged = false, changes }) => {
    const world = await new ServiceWorld().open();
    const plan = await world.plan(await world.platform(), change(world));
    expect({ target: plan.target.kind, unchanged: plan.unchanged, changes: plan.changes }).toEqual({
      target,
      unchanged,
      changes,
    });
    expect(world.revisions).toBe(1);
  });

  test('planned again after it was deployed, nothing is left to do', async () => {
    const world = await new ServiceWorld().open();
    await world.deploy(world.toTag('v2'));
    const again = await world.plan(await world.platform(), world.toTag('v2'));
    expect(again).toMatchObject({ unchanged: true, to: { label: 'web:2' } });
  });

  test('the newest revision of the family is used again when it says the same', async () => {
    const world = await new ServiceWorld().open();
    const first = await world.platform();
    await first.stage(await world.plan(first, world.toTag('v2')));
    const plan = await world.plan(await world.platform(), world.toTag('v2'));
    expect(plan).toMatchObject({ unchanged: false, target: { kind: 'reuse' }, to: { label: 'web:2' } });
  });

  test('while the breaker puts the old revision back, it is not unchanged', async () => {
    const world = await new ServiceWorld().open();
    await world.start(await world.platform(), world.toTag('v2'));
    const live = await world.live(await world.platform());
    expect(live).toMatchObject({ serving: { label: 'web:1' }, busy: { by: expect.stringContaining('web:2') } });
  });
});

describe('images', () => {
  test('one that does not exist is found out before anything is written', async () => {
    const world = await new ServiceWorld().open();
    await expect(world.plan(await world.platform(), world.toTag('v9'))).rejects.toMatchObject({
      diagnosis: { code: 'image-not-found', where: 'service web, container web' },
    });
  });

  test('where ECR may not be read, the tag is deployed, and that is said', async () => {
    const world = await new ServiceWorld().open();
    world.local.faults.add({ operation: 'ecr:DescribeImages', do: { kind: 'deny' } });
    const plan = await world.plan(await world.platform(), world.toTag('v2'));
    expect(plan).toMatchObject({
      changes: [expect.stringMatching(/→ .*web:v2$/)],
      warnings: [expect.stringContaining('its digest could not be looked up')],
    });
  });

  test('one of another registry is taken as it is written', async () => {
    const world = await new ServiceWorld().open();
    const change = world.change({ image: { kind: 'reference', reference: 'ghcr.io/acme/web:7' } });
    const plan = await world.plan(await world.platform(), change);
    expect(plan.changes).toEqual([expect.stringContaining('→ ghcr.io/acme/web:7')]);
    expect(world.count('ecr:DescribeImages')).toBe(0);
  });
});

describe('a registered task definition', () => {
  test('is deployed as it is', async () => {
    const world = await new ServiceWorld().open();
    await world.register(world.image('v2'));
    const plan = await world.plan(
      await world.platform(),
      world.change({ source: { kind: 'registered', name: 'web:2' } }),
    );
    expect(plan).toMatchObject({ target: { kind: 'reuse' }, to: { label: 'web:2' } });
  });

  test('must exist and be ACTIVE', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const planned = (name: string) => world.plan(platform, world.change({ source: { kind: 'registered', name } }));
    await expect(planned('web:9')).rejects.toMatchObject({ diagnosis: { code: 'not-found' } });
    await world.register(world.image('v2'));
    await world.ecs.call('DeregisterTaskDefinition', { taskDefinition: 'web:2' });
    await expect(planned('web:2')).rejects.toMatchObject({ diagnosis: { code: 'invalid-input' } });
  });
});

test('a definition that is too large is refused with its size', async () => {
  const world = await new ServiceWorld().open();
  const change = world.change({ patch: { environment: { LONG: 'x'.repeat(66_000) } } });
  await expect(world.plan(await world.platform(), change)).rejects.toMatchObject({
    diagnosis: { code: 'invalid-input', what: expect.stringContaining('AWS takes 65536') },
  });
});
