import { describe, expect, test } from '@jest/globals';
import type { FaultRule } from '../../../local-aws/faults/rules.ts';
import { definition, ServiceWorld } from './service-world.ts';

const [container] = definition.containerDefinitions;

describe('nothing is lost on the way to a new revision', () => {
  test('members that no SDK knows, empty strings and empty commands stay', async () => {
    const world = await new ServiceWorld().open(
      {},
      {
        newTaskThing: { level: 3, list: [] },
        containerDefinitions: [
          { ...container, image: 'a:1', command: [], newContainerThing: ['x', ''], dockerLabels: { e: '' } },
        ],
        tags: [{ key: 'team', value: 'web' }],
      },
    );
    await world.start(await world.platform(), world.toTag('v2'));
    const raw = world.local.ecs.state.families.get('web')?.[1]?.raw as unknown as Record<string, unknown>;
    expect(raw).toMatchObject({
      newTaskThing: { level: 3, list: [] },
      containerDefinitions: [
        {
          image: expect.stringContaining('@sha256:'),
          command: [],
          newContainerThing: ['x', ''],
          dockerLabels: { e: '' },
          environment: [
            { name: 'EMPTY', value: '' },
            { name: 'MODE', value: 'blue' },
          ],
        },
      ],
    });
    expect(raw).not.toHaveProperty('revision');
    expect(world.tags('web:2')).toMatchObject({ team: 'web', release: '101-1' });
    expect(world.host.lines.filter((line) => line.includes('otherwise than it was sent'))).toEqual([]);
  });

  test('the record is open from the start', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform({ commit: 'abc', repository: 'acme/shop', budgetMs: 60_000 });
    const change = { ...world.toTag('v2'), resourceTags: { owner: 'me' } };
    const deadline = new Date(world.clock.now() + 60_000).toISOString();
    await platform.stage(await world.plan(platform, change));
    expect(world.tags('web:2')).toEqual({
      owner: 'me',
      release: '101-1',
      commit: 'abc',
      repository: 'acme/shop',
      state: 'open',
      from: 'web:1',
      deadline,
      'image-tag': 'v2',
    });
    expect(world.primary).toBe('web:1');
  });
});

const troubles: readonly (readonly [string, FaultRule['do']])[] = [
  ['a throttled call', { kind: 'throttle' }],
  ['a 500', { kind: 'server-error' }],
  ['a 503 page of a proxy', { kind: 'html-error' }],
  ['a connection cut before it was carried out', { kind: 'drop-connection' }],
  ['a connection cut after it was carried out', { kind: 'drop-connection', after: true }],
  ['an answer that ends halfway', { kind: 'truncate' }],
];
const operations = ['ecs:RegisterTaskDefinition', 'ecs:UpdateService'] as const;

describe('never two revisions, never a lost update', () => {
  test.each(operations.flatMap((operation) => troubles.map(([name, action]) => ({ operation, name, action }))))(
    '$operation: $name',
    async ({ operation, action }) => {
      const world = await new ServiceWorld().open();
      world.local.faults.add({ operation, nth: 1, do: action });
      const part = await world.start(await world.platform(), world.toTag('v2'));
      expect({ revisions: world.revisions, primary: world.primary }).toEqual({ revisions: 2, primary: 'web:2' });
      expect(part.id).toBe(world.service.deployments[0]?.id);
      expect(world.service.deployments).toHaveLength(2);
    },
  );

  test('a call that is lost again and again ends as what it is, and still only one revision is there', async () => {
    const world = await new ServiceWorld().open();
    world.local.faults.add({ operation: 'ecs:RegisterTaskDefinition', do: { kind: 'server-error' } });
    await expect(world.start(await world.platform(), world.toTag('v2'))).rejects.toMatchObject({
      name: 'AwsError',
      kind: 'transient',
    });
    expect(world.revisions).toBe(1);
  });

  test('an equal revision of another release is not taken for ours', async () => {
    const world = await new ServiceWorld().open();
    const [ours, other] = [await world.platform(), await world.platform()];
    const plan = await world.plan(ours, world.toTag('v2'));
    await other.stage(await world.plan(other, world.toTag('v2')));
    world.local.faults.add({ operation: 'ecs:RegisterTaskDefinition', times: 1, do: { kind: 'drop-connection' } });
    expect((await ours.stage(plan)).to.label).toBe('web:3');
  });
});

test('a second attempt that uses the revision of the first shows its own release', async () => {
  const world = await new ServiceWorld().open();
  const first = await world.platform({ release: '1002-1' });
  await first.stage(await world.plan(first, world.toTag('v2')));
  const second = await world.platform({ release: '1002-2', commit: 'abc' });
  const part = await second.stage(await world.plan(second, world.toTag('v2')));
  expect(part.to).toMatchObject({ label: 'web:2', release: '1002-2', commit: 'abc' });
  expect(world.tags('web:2')).toMatchObject({ release: '1002-2' });
});

test('services that share a definition share its revision', async () => {
  const world = await new ServiceWorld().open();
  await world.createService('worker');
  const platform = await world.platform();
  const changes = [world.toTag('v2'), { ...world.toTag('v2'), row: 'worker' }];
  const lives = await platform.current(changes);
  const plans = await Promise.all(
    changes.map((change, at) => platform.plan(change, lives[at] as (typeof lives)[number])),
  );
  const parts = await Promise.all(plans.map((plan) => platform.stage(plan)));
  expect(parts.map(({ to }) => to.label)).toEqual(['web:2', 'web:2']);
  expect(world.revisions).toBe(2);
});

test('without permission to tag, the release goes on without a record', async () => {
  const world = await new ServiceWorld().open();
  const message = 'User: arn:x is not authorized to perform: ecs:TagResource on resource: arn:y because …';
  world.local.faults.add({
    operation: 'ecs:RegisterTaskDefinition',
    body: '"tags"',
    do: { kind: 'error', code: 'AccessDeniedException', message },
  });
  world.local.faults.add({ operation: 'ecs:TagResource', do: { kind: 'deny' } });
  await world.deploy(world.toTag('v2'));
  expect({ primary: world.primary, tags: world.tags('web:2') }).toEqual({ primary: 'web:2', tags: {} });
  expect(world.host.lines.some((line) => line.startsWith('warning: web is registered without tags'))).toBe(true);
});
