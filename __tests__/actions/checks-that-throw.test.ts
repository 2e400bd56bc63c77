import { describe, expect, test } from '@jest/globals';
import type { HttpPort } from '#base/network';
import { deploy, type With } from '../support/deploy.ts';
import { openShop } from '../support/shop.ts';

interface Scene {
  readonly name: string;
  readonly checks: With;
  readonly http: HttpPort;
  readonly says: RegExp;
}

const scenes: readonly Scene[] = [
  {
    name: 'a connection that throws',
    checks: { 'health-url': 'https://shop.example.com/health' },
    http: async () => {
      throw new TypeError('no such thing');
    },
    says: /no such thing/,
  },
];

const ends = [
  { onFailure: 'leave', verdict: 'failed', serves: 'web:2' },
  { onFailure: 'rollback', verdict: 'rolled-back', serves: 'web:1' },
] as const;

describe.each(scenes)('what could not be verified is not green: $name', ({ checks, http, says }) => {
  test.each(ends)('on-failure: $onFailure', async ({ onFailure, verdict, serves }) => {
    const shop = await openShop({ deploymentConfiguration: {} });
    shop.push('web', 'v2');
    const ran = await deploy(shop, { service: 'web', image: 'v2', 'on-failure': onFailure, ...checks }, { http });
    expect([ran.verdict, ran.rows, shop.state('web').primary]).toEqual([verdict, { web: verdict }, serves]);
    expect(ran.report.diagnosis?.what).toMatch(says);
  });
});
