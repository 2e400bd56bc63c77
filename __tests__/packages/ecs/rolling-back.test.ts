import { describe, expect, test } from '@jest/globals';
import { changeBackTo } from '#ecs/service/service-change';
import { ServiceWorld } from './service-world.ts';

/** A rollback as the action tells it: find, plan, move, record. Returns the label that serves afterwards. */
async function rollBack(world: ServiceWorld, to = 'previous'): Promise<string> {
  const platform = await world.platform();
  const live = await world.live(platform);
  const target = await platform.find(live, to);
  const part = await platform.shift(await platform.stage(await platform.plan(changeBackTo(live, target.id), live)));
  await world.settle();
  if (part !== undefined) await platform.record([{ part, verdict: 'succeeded' }]);
  return world.primary;
}

/** web:1 is A, web:2 B, web:3 C: good, good, bad but green. */
async function threeReleases(): Promise<ServiceWorld> {
  const world = await new ServiceWorld().open();
  await world.deploy(world.toTag('v2'), { commit: 'bbbbbbb1234567' });
  await world.deploy(world.toTag('v3'), { commit: 'ccccccc1234567' });
  return world;
}

describe('rolling back twice never comes to the bad release', () => {
  test('by the tags alone', async () => {
    const world = await threeReleases();
    world.local.faults.add({ operation: 'ecs:ListServiceDeployments', do: { kind: 'deny' } });
    expect([await rollBack(world), await rollBack(world)]).toEqual(['web:2', 'web:1']);
    expect(world.tags('web:3')).toMatchObject({ 'rolled-back': '103-1' });
  });

  test('by the history alone', async () => {
    const world = await threeReleases();
    world.forgetTags();
    const first = await rollBack(world);
    world.forgetTags();
    expect([first, await rollBack(world)]).toEqual(['web:2', 'web:1']);
    expect(world.host.lines.filter((line) => line.includes('own history'))).toHaveLength(2);
  });

  test('from there it ends with the candidates, and nothing is written', async () => {
    const world = await threeReleases();
    await rollBack(world);
    await rollBack(world);
    const updates = world.count('ecs:UpdateService');
    await expect(rollBack(world)).rejects.toMatchObject({
      diagnosis: {
        code: 'rollback-target-missing',
        evidence: [expect.stringContaining('web:3: '), expect.stringContaining('web:2: ')],
      },
    });
    expect(world.count('ecs:UpdateService')).toBe(updates);
  });

  test('a bad release that is deployed again and proves good is a way back again', async () => {
    const world = await threeReleases();
    await rollBack(world);
    await world.deploy(world.toTag('v3'));
    await world.deploy(world.toTag('v4'));
    expect(await rollBack(world)).toBe('web:3');
  });
});

const targets: readonly [string, string][] = [
  ['previous', 'web:2'],
  ['last-success', 'web:2'],
  ['n-1', 'web:2'],
  ['revision:1', 'web:1'],
  ['1', 'web:1'],
  ['sha:bbbbbbb', 'web:2'],
  ['BBBBBBB1', 'web:2'],
  ['release:101-1', 'web:2'],
  ['web:1', 'web:1'],
  ['arn:aws:ecs:eu-central-1:111122223333:task-definition/web:2', 'web:2'],
];

describe('the grammar of to', () => {
  test.each(targets)('%s is %s', async (to, label) => {
    const world = await threeReleases();
    const platform = await world.platform();
    expect((await platform.find(await world.live(platform), to)).label).toBe(label);
  });

  const refused: readonly [string, string, string][] = [
    ['yesterday', 'invalid-input', 'no release that can be gone back to'],
    ['revision:77', 'rollback-target-missing', 'family web has no revision 77, so web stays as it is'],
    [
      'sha:ddddddd',
      'rollback-target-missing',
      'no ACTIVE revision of family web has a record or an image tag of commit ddddddd, so web stays as it is',
    ],
    [
      'release:999-1',
      'rollback-target-missing',
      'no ACTIVE revision of family web has a record of release 999-1, so web stays as it is',
    ],
    ['other:3', 'rollback-target-missing', 'there is no task definition other:3, so web stays as it is'],
  ];
  test.each(refused)('%s is refused: %s', async (to, code, what) => {
    const world = await threeReleases();
    const platform = await world.platform();
    const found = platform.find(await world.live(platform), to);
    await expect(found).rejects.toMatchObject({ diagnosis: { code, what: expect.stringContaining(what) } });
  });

  test.each([
    [
      'previous',
      /^neither the records on family web nor the history of service web name a sound release before web:1,/,
    ],
    ['last-success', /^neither the records on family web nor .* name another release that succeeded,/],
    ['n-1', /^family web has no ACTIVE revision before web:1,/],
  ])('%s of a first release is refused in one sentence that says where was looked', async (to, what) => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const found = platform.find(await world.live(platform), to);
    await expect(found).rejects.toMatchObject({
      diagnosis: { code: 'rollback-target-missing', what: expect.stringMatching(what) },
    });
  });

  test('a revision that is not ACTIVE, or whose image is gone, is no target', async () => {
    const world = await threeReleases();
    const platform = await world.platform();
    await world.ecs.call('DeregisterTaskDefinition', { taskDefinition: 'web:2' });
    const live = await world.live(platform);
    await expect(platform.find(live, 'revision:2')).rejects.toMatchObject({
      diagnosis: { code: 'rollback-target-missing', what: expect.stringContaining('not ACTIVE') },
    });
    expect((await platform.find(live, 'previous')).label).toBe('web:1');
    world.local.faults.add({
      operation: 'ecr:DescribeImages',
      body: '"v1"',
      do: { kind: 'error', code: 'ImageNotFoundException', message: 'gone' },
    });
    await expect(platform.find(live, 'revision:1')).rejects.toMatchObject({
      diagnosis: { code: 'rollback-target-missing', what: expect.stringContaining('does not exist any more') },
    });
  });
});
