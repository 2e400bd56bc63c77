import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import type { HttpPort } from '#base/network';
import type { HookAnswer } from '../../local-aws/ecs/stages/model.ts';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import { blueGreen, functionHook, hookArn, pauseHook } from '../local-aws/ecs/by-stages.ts';
import { deploy, finish, recordOn, run } from '../support/deploy.ts';
import { openShop, type Shop, type ShopOptions } from '../support/shop.ts';

const crash: Fate = { kind: 'exits', code: 1, after: 800, log: ['Error: no database'] };
const alarms = { alarmNames: ['shop-5xx'], enable: true, rollback: true };
const canary: DeploymentConfiguration = {
  strategy: 'CANARY',
  canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 5 },
};

/** A shop whose services are deployed by stages. */
async function staged(deploymentConfiguration: DeploymentConfiguration, options: ShopOptions = {}): Promise<Shop> {
  const shop = await openShop({ fates: { bad: crash }, ...options });
  for (const service of options.services ?? ['web']) {
    await shop.ecs.call('UpdateService', { cluster: 'shop', service, deploymentConfiguration });
    shop.push(service, 'v2');
    shop.push(service, 'bad');
  }
  return shop;
}

const broken: HttpPort = async () =>
  ({
    kind: 'answered',
    status: 500,
    headers: {},
    body: '',
    tookMs: 5,
  }) as never;

interface Case {
  readonly name: string;
  readonly configuration: DeploymentConfiguration;
  readonly tag?: string;
  readonly prepare?: (shop: Shop) => void;
  readonly at?: readonly [number, (shop: Shop) => void];
  readonly inputs?: Readonly<Record<string, string>>;
  readonly cancelAfter?: number;
  readonly verdict: string;
  readonly code?: string;
  /** What serves in the end. */
  readonly serves: string;
  readonly writes: readonly string[];
}

const cases: readonly Case[] = [
  { name: 'blue/green', configuration: blueGreen(), verdict: 'succeeded', serves: 'web:2', writes: ['UpdateService'] },
  { name: 'canary', configuration: canary, verdict: 'succeeded', serves: 'web:2', writes: ['UpdateService'] },
  {
    name: 'an alarm in the bake',
    configuration: blueGreen({ alarms }),
    at: [150_000, (shop) => shop.aws.alarms.set('shop-5xx', 'ALARM')],
    verdict: 'rolled-back',
    code: 'alarm-fired',
    serves: 'web:1',
    writes: ['UpdateService'],
  },
  {
    name: 'a hook that says no',
    configuration: blueGreen({ lifecycleHooks: [functionHook('POST_TEST_TRAFFIC_SHIFT')] }),
    prepare: (shop) => shop.aws.ecs.setHook(hookArn, () => 'FAILED'),
    verdict: 'rolled-back',
    code: 'hook-failed',
    serves: 'web:1',
    writes: ['UpdateService'],
  },
  {
    name: 'a crash loop before any traffic moves',
    configuration: blueGreen(),
    tag: 'bad',
    verdict: 'rolled-back',
    code: 'crash-loop',
    serves: 'web:1',
    writes: ['UpdateService'],
  },
  {
    name: 'a cancel while a canary bakes',
    configuration: canary,
    cancelAfter: 150_000,
    verdict: 'cancelled',
    serves: 'web:1',
    writes: ['UpdateService', 'StopServiceDeployment'],
  },
  {
    name: 'a health check that fails after all',
    configuration: blueGreen({ bakeTimeInMinutes: 1 }),
    inputs: { 'health-url': 'https://shop.example.com/health' },
    verdict: 'rolled-back',
    code: 'http-check-failed',
    serves: 'web:1',
    writes: ['UpdateService', 'UpdateService'],
  },
  {
    name: 'more stages than time',
    configuration: { strategy: 'LINEAR' },
    verdict: 'rolled-back',
    code: 'deadline-exceeded',
    serves: 'web:1',
    writes: ['UpdateService', 'StopServiceDeployment'],
  },
];

test('when its time is up, a strategy that takes longer is named with what would be enough', async () => {
  const shop = await staged({ strategy: 'LINEAR' });
  const ran = await deploy(shop, { service: 'web', image: shop.image('web', 'v2') });
  expect(ran.report.diagnosis?.what).toMatch(
    /^web is still at the stage production traffic shift, with \d+% of traffic: it deploys linearly: 10% .*54 min/,
  );
  expect(ran.report.diagnosis?.fix).toContain('rollout-timeout-minutes well above 54');
});

test.each(cases)('$name: $verdict', async (given) => {
  const shop = await staged(given.configuration);
  given.prepare?.(shop);
  const { at, cancelAfter } = given;
  const inputs = { service: 'web', image: shop.image('web', given.tag ?? 'v2'), ...given.inputs };
  const ran = await deploy(shop, inputs, {
    http: broken,
    ...(cancelAfter === undefined ? {} : { cancelAfter }),
    ...(at === undefined ? {} : { at: [[at[0], () => at[1](shop)]] }),
  });
  await finish(shop, ran);
  expect([ran.verdict, ran.code]).toEqual([given.verdict, given.code]);
  await shop.clock.advance(600_000);
  expect(shop.state('web')).toMatchObject({ primary: given.serves, rollout: 'COMPLETED', running: [given.serves] });
  expect(ran.writes.filter((name) => name !== 'RegisterTaskDefinition').slice(0, 3)).toEqual(given.writes);
});

describe('hooks of traffic shifts run again on the way back', () => {
  const hooks = { alarms, lifecycleHooks: [functionHook('PRODUCTION_TRAFFIC_SHIFT')] };
  /** A blue/green deployment whose alarm fires in its bake; `answer` is the function's from then on. */
  async function back(answer: (attempt: number) => HookAnswer) {
    const shop = await staged(blueGreen(hooks));
    let asked = 0;
    const fire = () => {
      shop.aws.ecs.setHook(hookArn, ({ attempt }) => {
        asked++;
        return answer(attempt);
      });
      shop.aws.alarms.set('shop-5xx', 'ALARM');
    };
    const inputs = { service: 'web', image: shop.image('web', 'v2') };
    const ran = await deploy(shop, inputs, { at: [[150_000, fire]] });
    return { shop, ran, asked: () => asked };
  }
  const lastOf = (shop: Shop) => [...shop.aws.ecs.state.serviceDeployments.values()].at(-1);

  test('it is back when they are done, and never a pause', async () => {
    const { shop, ran, asked } = await back((attempt) => (attempt < 5 ? 'IN_PROGRESS' : 'SUCCEEDED'));
    expect([ran.verdict, ran.code, asked(), lastOf(shop)?.status]).toEqual([
      'rolled-back',
      'alarm-fired',
      5,
      'ROLLBACK_SUCCESSFUL',
    ]);
    // Four times 30 s after the alarm.
    expect(ran.took).toBeGreaterThan(150_000 + 4 * 30_000);
  });

  test('one that fails then keeps it from being back: a person is needed', async () => {
    const { shop, ran } = await back(() => 'FAILED');
    expect([ran.verdict, ran.code, lastOf(shop)?.status]).toEqual([
      'rollback-failed',
      'alarm-fired',
      'ROLLBACK_FAILED',
    ]);
  });
});

test('an alarm brings the old revision back, which cannot start any more: a person is needed', async () => {
  const rolling = {
    alarms,
    minimumHealthyPercent: 0,
    maximumPercent: 100,
    deploymentCircuitBreaker: { enable: true, rollback: true },
  };
  const shop = await staged(rolling);
  const fire = () => {
    shop.fates.set('v1', crash);
    shop.aws.alarms.set('shop-5xx', 'ALARM');
  };
  const ran = await deploy(shop, { service: 'web', image: shop.image('web', 'v2') }, { at: [[50_000, fire]] });
  expect([ran.verdict, ran.code]).toEqual(['rollback-failed', 'alarm-fired']);
  expect([...shop.aws.ecs.state.serviceDeployments.values()].at(-1)?.status).toBe('ROLLBACK_FAILED');
});

describe('a pause', () => {
  const pause = blueGreen({ lifecycleHooks: [pauseHook('POST_TEST_TRAFFIC_SHIFT', 60)] });

  test('is left as it is, and says how it goes on; the record stays open for the one who goes on', async () => {
    const shop = await staged(pause);
    const ran = await deploy(shop, { service: 'web', image: shop.image('web', 'v2') });
    await finish(shop, ran);
    expect([ran.verdict, ran.writes]).toEqual(['paused', ['RegisterTaskDefinition', 'UpdateService']]);
    expect(ran.report.diagnosis?.fix).toContain('aws ecs continue-service-deployment');
    expect(shop.state('web')).toMatchObject({ rollout: 'IN_PROGRESS', running: ['web:1', 'web:2'] });
  });

  test.each([
    ['with it', '', { web: 'paused', api: 'succeeded' }, 'api:2'],
    ['after it', '  order: 1\n', { web: 'paused', api: 'skipped' }, 'api:1'],
  ])('leaves the services that go %s alone', async (_name, order, rows, serves) => {
    const shop = await staged({}, { services: ['web', 'api'] });
    await shop.ecs.call('UpdateService', { cluster: 'shop', service: 'web', deploymentConfiguration: pause });
    const services =
      ['web', 'api'].map((name) => `- service: ${name}\n  image: ${shop.image(name, 'v2')}\n`).join('') + order;
    const ran = await deploy(shop, { services });
    expect([ran.verdict, ran.rows]).toEqual(['paused', rows]);
    await finish(shop, ran);
    await shop.clock.advance(300_000);
    expect(shop.state('api').running).toEqual([serves]);
    expect(shop.state('web').running).toEqual(['web:1', 'web:2']);
  });

  test.each([
    ['before', crash],
    ['after', { ...crash, after: 35_000 }],
  ])('goes back with a service beside it that fails %s it', async (when, bad) => {
    const shop = await staged({}, { services: ['web', 'api'], fates: { bad } });
    await shop.ecs.call('UpdateService', { cluster: 'shop', service: 'web', deploymentConfiguration: pause });
    const services = `- service: web\n  image: ${shop.image('web', 'v2')}\n- service: api\n  image: ${shop.image('api', 'bad')}\n`;
    const ran = await deploy(shop, { services });
    expect([ran.verdict, ran.rows]).toEqual(['rolled-back', { web: 'rolled-back', api: 'rolled-back' }]);
    expect(ran.host.lines.some((line) => line.includes('waits for a decision'))).toBe(when === 'after');
  });

  test('is followed to the end by a later step, once a person went on', async () => {
    const shop = await staged(pause);
    await deploy(shop, { service: 'web', image: shop.image('web', 'v2') });
    const following = [...shop.aws.ecs.state.serviceDeployments.values()].at(-1);
    await shop.ecs.call('ContinueServiceDeployment', {
      serviceDeploymentArn: following?.arn,
      hookId: following?.stages?.hooks[0]?.hookId,
    });
    const ran = await run(shop, 'wait-stable-and-healthcheck', { service: 'web', 'release-id': '777-1' });
    expect([ran.verdict, shop.state('web').running]).toEqual(['succeeded', ['web:2']]);
    expect(recordOn(shop, 'web:2').state).toBe('succeeded');
  });
});

describe('behind a Classic Load Balancer, where nothing is said of the rollout', () => {
  const loadBalancers = [{ loadBalancerName: 'old', containerName: 'app', containerPort: 8080 }];
  test.each([
    ['v2', 'succeeded', 'web:2'],
    ['bad', 'rolled-back', 'web:1'],
  ])('%s is %s', async (tag, verdict, serves) => {
    const shop = await openShop({ fates: { bad: crash }, serviceOptions: { loadBalancers } });
    shop.push('web', tag);
    const ran = await deploy(shop, { service: 'web', image: shop.image('web', tag) });
    await finish(shop, ran);
    expect(ran.verdict).toBe(verdict);
    expect(shop.state('web')).toMatchObject({ primary: serves, running: [serves], runningCount: 2 });
  });
});
