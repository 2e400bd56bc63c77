import { describe, expect, test } from '@jest/globals';
import type { HttpPort } from '#base/network';
import { blueGreen } from '../local-aws/ecs/by-stages.ts';
import { deploy, finish, type Ran, rollBack, run, type With } from '../support/deploy.ts';
import { openShop, type Shop } from '../support/shop.ts';

const guard: With = { service: 'web', alarms: 'errors\nlatency', 'bake-minutes': '10' };
const url = 'https://shop.example.com/health';

/** A website that answers 200, from `badFrom` (ms since the epoch) on 500. */
const site =
  (shop: Shop, badFrom = Number.POSITIVE_INFINITY): HttpPort =>
  async () => ({
    kind: 'answered',
    status: shop.clock.now() < badFrom ? 200 : 500,
    headers: {},
    body: '',
    tookMs: 5,
  });

async function guarded(alarms: readonly string[] = ['errors', 'latency']): Promise<Shop> {
  const shop = await openShop();
  for (const name of alarms) shop.aws.alarms.set(name, 'OK');
  shop.push('web', 'v2');
  return shop;
}

const inputs = (shop: Shop, more: With = {}): With => ({ ...guard, image: shop.image('web', 'v2'), ...more });
const red = (shop: Shop) => () =>
  shop.aws.alarms.set('errors', 'ALARM', 'Threshold Crossed: 3 datapoints were greater than 5.');
const ended = ({ verdict, code }: Ran) => [verdict, code];

describe('deploy-ecs with alarms and a bake', () => {
  test('is green after the bake, and says what was watched', async () => {
    const shop = await guarded();
    const ran = await deploy(shop, inputs(shop, { 'health-url': url }), { http: site(shop) });
    expect(ended(ran)).toEqual(['succeeded', undefined]);
    expect(ran.took).toBeGreaterThan(10 * 60_000);
    expect(ran.report.rows[0]?.health).toMatch(
      /2 alarms quiet · baked for 10 min: 2 alarms quiet, (\d+) of \1 answers good/,
    );
  });

  test.each([
    ['an alarm during the rollout', 30_000, 'alarm-fired'],
    ['an alarm in the bake', 300_000, 'alarm-fired'],
  ] as const)('%s: rolled back, and the alarm is named', async (_name, after, code) => {
    const shop = await guarded();
    const ran = await deploy(shop, inputs(shop), { at: [[after, red(shop)]] });
    expect(ended(ran)).toEqual(['rolled-back', code]);
    expect(ran.report.diagnosis?.what).toMatch(/alarm errors went off: Threshold Crossed: 3 datapoints/);
    expect(shop.state('web')).toMatchObject({ primary: 'web:1', running: ['web:1'] });
  });

  test('a health URL that turns bad in the bake: rolled back', async () => {
    const shop = await guarded();
    const badFrom = shop.clock.now() + 400_000;
    const ran = await deploy(shop, inputs(shop, { 'health-url': url, alarms: '' }), { http: site(shop, badFrom) });
    expect(ended(ran)).toEqual(['rolled-back', 'http-check-failed']);
    expect(ran.took).toBeLessThan(400_000 + 50_000 + 120_000);
  });

  test('a cancel in the bake puts back', async () => {
    const shop = await guarded();
    const ran = await deploy(shop, inputs(shop), { cancelAfter: 300_000 });
    expect(ran.verdict).toBe('cancelled');
    expect((await finish(shop, ran))?.rows[0]?.serving?.label ?? 'web:1').toBe('web:1');
    await shop.clock.advance(300_000);
    expect(shop.state('web')).toMatchObject({ primary: 'web:1', rollout: 'COMPLETED' });
  });

  test('somebody else deploys in the bake: superseded, and left alone', async () => {
    const shop = await guarded();
    const other = () =>
      void shop.clock.busy(() =>
        shop.ecs.call('UpdateService', { cluster: 'shop', service: 'web', taskDefinition: 'web:1' }),
      );
    const ran = await deploy(shop, inputs(shop), { at: [[300_000, other]] });
    expect(ran.verdict).toBe('superseded');
  });

  test.each([
    ['an alarm that there is not', { alarms: 'errors, nobody' }, 'not-found', /no CloudWatch alarm nobody/],
    ['a bake with nothing to watch', { alarms: '' }, 'invalid-input', /bake-minutes is given/],
  ] as const)('%s ends it before anything is written', async (_name, more, code, what) => {
    const shop = await guarded();
    const ran = await deploy(shop, inputs(shop, more));
    expect(ended(ran)).toEqual(['failed', code]);
    expect(ran.report.diagnosis?.what).toMatch(what);
    expect(ran.writes).toEqual([]);
  });

  test('alarms that may not be read end it before anything is written, with the statement that is missing', async () => {
    const shop = await guarded();
    shop.aws.faults.add({ operation: /^cloudwatch/, do: { kind: 'deny' } });
    const ran = await deploy(shop, inputs(shop));
    expect([...ended(ran), ran.writes]).toEqual(['failed', 'access-denied', []]);
    expect(ran.report.diagnosis?.fix).toContain('cloudwatch:DescribeAlarms');
  });

  test('an alarm that is red already is said in advance, and may recover by what is deployed', async () => {
    const shop = await guarded();
    red(shop)();
    await shop.clock.advance(60_000);
    const ran = await deploy(shop, inputs(shop), { at: [[200_000, () => shop.aws.alarms.set('errors', 'OK')]] });
    expect(ran.verdict).toBe('succeeded');
    expect(ran.report.warnings.join('\n')).toMatch(/alarm errors is in ALARM already: Threshold Crossed/);
  });
});

test('rollback goes on while its alarm is red, and is green once it recovered', async () => {
  const shop = await guarded();
  await deploy(shop, { service: 'web', image: shop.image('web', 'v2') });
  red(shop)();
  await shop.clock.advance(120_000);
  const ran = await rollBack(
    shop,
    { service: 'web', alarms: 'errors' },
    { at: [[180_000, () => shop.aws.alarms.set('errors', 'OK')]] },
  );
  expect(ended(ran)).toEqual(['succeeded', undefined]);
  expect(shop.state('web').running).toEqual(['web:1']);
});

test('wait-stable-and-healthcheck guards what another step started, and leaves it by default', async () => {
  const shop = await guarded();
  await run(shop, 'register-and-deploy-task-def', { service: 'web', image: shop.image('web', 'v2') });
  const ran = await run(shop, 'wait-stable-and-healthcheck', guard, { at: [[400_000, red(shop)]] });
  expect([...ended(ran), ran.writes]).toEqual(['failed', 'alarm-fired', []]);
  expect(shop.state('web').running).toEqual(['web:2']);
});

test('a blue/green service can be guarded by the run, too', async () => {
  const shop = await guarded();
  await shop.ecs.call('UpdateService', {
    cluster: 'shop',
    service: 'web',
    deploymentConfiguration: blueGreen({ bakeTimeInMinutes: 1 }),
  });
  const ran = await deploy(shop, inputs(shop), { at: [[500_000, red(shop)]] });
  expect(ended(ran)).toEqual(['rolled-back', 'alarm-fired']);
});
