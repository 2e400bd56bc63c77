import { expect, test } from '@jest/globals';
import { blueGreen, pauseHook } from '../local-aws/ecs/by-stages.ts';
import { deploy } from '../support/deploy.ts';
import { cluster, openShop } from '../support/shop.ts';

const pausing = blueGreen({ lifecycleHooks: [pauseHook('POST_TEST_TRAFFIC_SHIFT', 60, 'ROLLBACK')] });

test("somebody else's deployment that waits for a person is waited for in few words", async () => {
  const shop = await openShop();
  shop.push('web', 'v2');
  await shop.ecs.call('UpdateService', { cluster, service: 'web', deploymentConfiguration: pausing });
  await shop.ecs.call('UpdateService', { cluster, service: 'web', forceNewDeployment: true });
  await shop.clock.advance(120_000);
  const before = shop.aws.calls.length;
  const ran = await deploy(shop, { service: 'web', image: 'v2', 'rollout-timeout-minutes': '10' });
  expect([ran.verdict, ran.code, ran.writes]).toEqual(['failed', 'in-progress-elsewhere', []]);
  expect(ran.host.lines.filter((line) => line.includes('waits for the end of'))).toHaveLength(1);
  expect(shop.aws.calls.length - before).toBeLessThanOrEqual(10 * 60);
});
