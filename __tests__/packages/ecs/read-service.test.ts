import { describe, expect, test } from '@jest/globals';
import { nearNames } from '#ecs/service/near-names';
import { ServiceWorld } from './service-world.ts';

describe('services that cannot be deployed to', () => {
  test('a service that does not exist is named, with those that may be meant', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    await expect(platform.current([world.change({ row: 'wep' })])).rejects.toMatchObject({
      diagnosis: { code: 'not-found', what: 'there is no service wep in cluster main; similar: web' },
    });
  });

  test('all that are missing are said at once', async () => {
    const world = await new ServiceWorld().open();
    const platform = await world.platform();
    const changes = [world.change({ row: 'api' }), world.change(), world.change({ place: 'mian' })];
    await expect(platform.current(changes)).rejects.toMatchObject({
      diagnosis: {
        code: 'not-found',
        evidence: ['there is no service api in cluster main', 'there is no cluster mian; similar: main'],
      },
    });
  });

  test('names that may not be listed are no reason to fail otherwise', async () => {
    const world = await new ServiceWorld().open();
    world.local.faults.add({ operation: 'ecs:ListServices', do: { kind: 'deny' } });
    const platform = await world.platform();
    await expect(platform.current([world.change({ row: 'wep' })])).rejects.toMatchObject({
      diagnosis: { code: 'not-found', what: 'there is no service wep in cluster main' },
    });
  });

  test.each(['CODE_DEPLOY', 'EXTERNAL'])('the controller %s is named, with what to use', async (type) => {
    const world = await new ServiceWorld().open();
    const deploymentConfiguration = {};
    const input = type === 'EXTERNAL' ? { taskDefinition: undefined } : {};
    await world
      .createService('legacy', { deploymentController: { type }, deploymentConfiguration, ...input })
      .catch(() => {});
    const platform = await world.platform();
    const read = platform.current([world.change({ row: 'legacy' })]);
    if (type === 'CODE_DEPLOY') {
      await expect(read).rejects.toMatchObject({
        diagnosis: { code: 'controller-unsupported', fix: expect.stringContaining('AWS CodeDeploy') },
      });
    } else {
      await expect(read).rejects.toMatchObject({ diagnosis: { where: 'service legacy' } });
    }
  });

  test('one that was deleted is not deployed to', async () => {
    const world = await new ServiceWorld().open();
    await world.ecs.call('DeleteService', { cluster: 'main', service: 'web', force: true });
    const platform = await world.platform();
    await expect(platform.current([world.change()])).rejects.toMatchObject({
      diagnosis: { code: 'not-found', what: expect.stringMatching(/is (DRAINING|INACTIVE)/) },
    });
  });
});

test('eleven services of a cluster are read in two calls', async () => {
  const world = await new ServiceWorld().open();
  const names = Array.from({ length: 10 }, (_, at) => `web-${at}`);
  for (const name of names) await world.createService(name, { desiredCount: 0 });
  const platform = await world.platform();
  const before = world.count('ecs:DescribeServices');
  const lives = await platform.current(['web', ...names].map((row) => world.change({ row })));
  expect(lives.map(({ row }) => row)).toEqual(['web', ...names]);
  expect(world.count('ecs:DescribeServices') - before).toBe(2);
  expect(lives[1]?.warnings).toEqual(['web-0 wants 0 tasks: a deployment proves nothing']);
});

const near: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['api', ['web', 'patient-api', 'apo'], ['apo', 'patient-api']],
  ['patient-api-servcie', ['patient-api-service', 'doctor-web'], ['patient-api-service']],
  ['x', ['something', 'else'], []],
  ['a', [], []],
];
test.each(near)('names near %s among %j', (wanted, names, expected) => {
  expect(nearNames(wanted, names)).toEqual(expected);
});
