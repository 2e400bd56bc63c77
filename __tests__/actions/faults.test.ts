import { describe, expect, test } from '@jest/globals';
import { type FaultCase, survived } from '../cases/rollout-faults.ts';
import { deploy, recordOn, revisionsOf } from '../support/deploy.ts';
import { openShop, type Shop, type ShopOptions } from '../support/shop.ts';

const crash = { kind: 'exits', code: 1, after: 2_000, log: ['KeyError: PORT'] } as const;

async function play(
  { faults }: FaultCase,
  bad: boolean,
  options: ShopOptions = { deploymentConfiguration: {} },
  inputs = {},
) {
  const shop = await openShop({ ...options, fates: bad ? { v2: crash } : {} });
  shop.push('web', 'v2');
  const now = shop.clock.now();
  for (const { after = 0, until, ...rule } of faults) {
    shop.aws.faults.add({ ...rule, from: now + after, ...(until === undefined ? {} : { until: now + until }) });
  }
  const ran = await deploy(shop, { service: 'web', image: 'v2', ...inputs });
  shop.aws.faults.clear();
  return { shop, ran };
}

/** Deployments that ECS was made to start, the one of its creation left out. */
const started = (shop: Shop): number => shop.aws.ecs.state.serviceDeployments.size - 1;

describe('with a good image it succeeds all the same', () => {
  test.each(survived)('$name', async (scene) => {
    const { shop, ran } = await play(scene, false);
    const { verdict = 'succeeded', code, serves = 'web:2' } = scene.good ?? {};
    expect({ verdict: ran.verdict, code: ran.code, why: ran.report.diagnosis?.what }).toMatchObject({
      verdict,
      ...(code && { code }),
    });
    expect(shop.state('web')).toMatchObject({ primary: serves, running: [serves], rollout: 'COMPLETED' });
    expect([revisionsOf(shop, 'web'), started(shop)]).toEqual([2, 1]);
  });
});

describe('and ECS going back by itself is seen to its end', () => {
  const breaker = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } };
  test.each(survived)('$name', async (scene) => {
    const { shop, ran } = await play(scene, true, breaker, { 'fail-fast': 'false' });
    expect(['rolled-back', scene.bad?.verdict]).toContain(ran.verdict);
    if (ran.verdict !== 'rolled-back') return;
    expect(shop.state('web')).toMatchObject({ primary: 'web:1', running: ['web:1'], rollout: 'COMPLETED' });
  });
});

describe('with a crashing image it goes back all the same', () => {
  test.each(survived)('$name', async (scene) => {
    const { shop, ran } = await play(scene, true);
    const { verdict = 'rolled-back', code = 'crash-loop', serves = 'web:1' } = scene.bad ?? {};
    expect({ verdict: ran.verdict, code: ran.code, why: ran.report.diagnosis?.what }).toMatchObject({ verdict, code });
    const rollout = serves === 'web:1' ? 'COMPLETED' : 'IN_PROGRESS';
    expect(shop.state('web')).toMatchObject({ primary: serves, running: ['web:1'], rollout });
    expect(revisionsOf(shop, 'web')).toBe(2);
    expect(started(shop)).toBeLessThanOrEqual(2);
    expect(recordOn(shop, 'web:2').state).not.toBe('succeeded');
  });
});
