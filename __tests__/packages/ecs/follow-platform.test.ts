import { expect, test } from '@jest/globals';
import { followPlatform } from '#ecs/follow/follow-platform';
import { ServiceWorld } from './service-world.ts';

// What an earlier step has started, taken as it is: `web` is on its way to web:2 of release 101-1.

async function moving() {
  const world = await new ServiceWorld().open();
  const platform = await world.platform();
  const part = await world.start(platform, world.toTag('v2'));
  const plan = async (release: string | undefined) => {
    const followed = await followPlatform(platform, world.aws, release);
    return { followed, planned: await world.plan(followed, world.change()) };
  };
  return { world, part, plan };
}

test.each([[undefined], ['101-1']])('the newest rollout is planned as it moves; release: %s', async (release) => {
  const { world, part, plan } = await moving();
  const before = world.local.calls.length;
  const { followed, planned } = await plan(release);
  expect(planned).toMatchObject({ row: 'web', place: 'main', unchanged: false, to: { label: 'web:2' }, changes: [] });
  const staged = await followed.stage(planned);
  expect(staged).toMatchObject({ id: part.id, to: { label: 'web:2' }, from: { label: 'web:1' } });
  expect(await followed.shift(staged)).toBe(staged);
  expect(await followed.reconcile(planned.live)).toEqual([]);
  const writes = world.local.calls.slice(before).filter(({ operation }) => !/:(?:Describe|List)/.test(operation));
  expect(writes).toEqual([]);
});

test.each([
  ['of another release', true, /^web does not run release 100-1: its newest deployment is web:2 of release 101-1$/],
  ['that nobody recorded', false, /^web does not run release 100-1: .* web:2 of a revision that no release recorded$/],
])('a rollout %s is superseded', async (_name, recorded, what) => {
  const { world, part, plan } = await moving();
  if (!recorded) world.forgetTags();
  await expect(plan('100-1')).rejects.toMatchObject({
    verdict: 'superseded',
    diagnosis: {
      code: 'not-found',
      what: expect.stringMatching(what),
      evidence: [`primary deployment ${part.id}: web:2`],
    },
  });
});

test('what was not planned cannot be staged', async () => {
  const { plan } = await moving();
  const { followed, planned } = await plan(undefined);
  await expect(followed.stage({ ...planned, row: 'api' })).rejects.toThrow('api was not planned');
});
