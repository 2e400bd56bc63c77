import { describe, expect, test } from '@jest/globals';
import type { HttpPort } from '#base/network';
import { deploy, die, recordOn } from '../support/deploy.ts';
import { openShop, type Shop } from '../support/shop.ts';

const health = { 'health-url': 'https://shop.example.com/health' };
const answering =
  (status: number): HttpPort =>
  async () => ({ kind: 'answered', status, headers: {}, body: '', tookMs: 5 });

/** A shop whose web:2 was deployed before by release 100-1. */
async function deployedBefore(status: number): Promise<Shop> {
  const shop = await openShop();
  const image = shop.push('web', 'v2');
  await deploy(
    shop,
    { service: 'web', image, ...health, 'on-failure': 'leave' },
    { run: { release: '100-1' }, http: answering(status) },
  );
  return shop;
}

describe('what serves already is green only when it passes the checks', () => {
  test.each([
    ['passes, and passed before', 200, 200, 'unchanged'],
    ['fails, and passed before', 200, 503, 'failed'],
    ['fails again', 503, 503, 'failed'],
    ['passes, and failed before', 503, 200, 'unchanged'],
  ] as const)('%s', async (_, before, now, verdict) => {
    const shop = await deployedBefore(before);
    const inputs = { service: 'web', image: shop.image('web', 'v2'), ...health };
    const ran = await deploy(shop, inputs, { run: { release: '200-1' }, http: answering(now) });
    expect(ran.verdict).toBe(verdict);
    expect(ran.code).toBe(verdict === 'failed' ? 'http-check-failed' : undefined);
    expect(ran.writes).toEqual([]);
    expect(shop.state('web').primary).toBe('web:2');
  });
});

describe('what a dead run left serving is seen through by the next run of the same image', () => {
  test.each([
    ['passes', 200, 'succeeded', 'web:2', 'succeeded'],
    ['fails', 503, 'rolled-back', 'web:1', 'rolled-back'],
  ] as const)('%s', async (_, status, verdict, serves, record) => {
    const shop = await openShop();
    const inputs = { service: 'web', image: shop.push('web', 'v2'), ...health };
    await die(shop, inputs, { operation: 'UpdateService', when: 'after' }, { run: { release: '100-1' } });
    await shop.clock.advance(600_000);
    const ran = await deploy(shop, inputs, { run: { release: '200-1' }, http: answering(status) });
    expect(ran.verdict).toBe(verdict);
    expect(shop.state('web')).toMatchObject({ primary: serves, running: [serves] });
    expect(recordOn(shop, 'web:2').state).toBe(record);
  });
});
