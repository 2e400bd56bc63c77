import { describe, expect, test } from '@jest/globals';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import { recordOn, run } from '../support/deploy.ts';
import { openShop, type ShopOptions } from '../support/shop.ts';

const crash: Fate = { kind: 'exits', code: 1, after: 2_000, log: ['KeyError: PORT'] };

interface Scene {
  readonly name: string;
  readonly shop?: ShopOptions;
  readonly fate?: Fate;
  readonly with?: Readonly<Record<string, string>>;
  readonly verdict: string;
  readonly code?: string;
  readonly serves: string;
  readonly running?: readonly string[];
  readonly writes: readonly string[];
  readonly record: string;
}

const scenes: readonly Scene[] = [
  { name: 'it serves', verdict: 'succeeded', serves: 'web:2', writes: [], record: 'succeeded' },
  {
    name: 'it crashes, and ECS goes back by itself: followed to that end',
    fate: crash,
    with: { 'fail-fast': 'false' },
    verdict: 'rolled-back',
    code: 'crash-loop',
    serves: 'web:1',
    writes: [],
    record: 'rolled-back',
  },
  {
    name: 'it crashes: left, as is the default',
    shop: { deploymentConfiguration: {} },
    fate: crash,
    verdict: 'failed',
    code: 'crash-loop',
    serves: 'web:2',
    running: ['web:1'],
    writes: [],
    record: 'failed',
  },
  {
    name: 'it crashes: put back when asked to',
    shop: { deploymentConfiguration: {} },
    fate: crash,
    with: { 'on-failure': 'rollback' },
    verdict: 'rolled-back',
    code: 'crash-loop',
    serves: 'web:1',
    writes: ['UpdateService'],
    record: 'rolled-back',
  },
  {
    name: 'another release than the one that is named',
    with: { 'release-id': '1-1' },
    verdict: 'superseded',
    code: 'not-found',
    serves: 'web:2',
    running: ['web:1'],
    writes: [],
    record: 'started',
  },
];

describe('register-and-deploy-task-def, then wait-stable-and-healthcheck', () => {
  test.each(scenes)('$name', async (scene) => {
    const shop = await openShop({ ...scene.shop, fates: scene.fate === undefined ? {} : { v2: scene.fate } });
    shop.push('web', 'v2');
    const started = await run(shop, 'register-and-deploy-task-def', { service: 'web', image: 'v2' });
    expect(started.verdict).toBe('started');
    const ran = await run(shop, 'wait-stable-and-healthcheck', {
      service: 'web',
      'release-id': '777-1',
      ...scene.with,
    });
    const { verdict, code, serves, running = [serves], writes } = scene;
    const state = shop.state('web');
    expect({
      verdict: ran.verdict,
      code: ran.code,
      serves: state.primary,
      running: state.running,
      writes: ran.writes,
    }).toEqual({
      verdict,
      code,
      serves,
      running,
      writes,
    });
    expect(recordOn(shop, 'web:2').state).toBe(scene.record);
    // Of what serves again, not of the rollout that failed.
    if (verdict === 'rolled-back') expect(ran.report.rows[0]?.health).toMatch(/^(\d)\/\1 running$/);
  });
});

describe('a wait that begins late', () => {
  const deploymentConfiguration = {
    deploymentCircuitBreaker: { enable: true, rollback: true },
    minimumHealthyPercent: 0,
    maximumPercent: 100,
  };
  const begun: readonly (readonly [string, number, string | undefined, string])[] = [
    ['while ECS goes back', 45_000, '777-1', 'rolled-back'],
    ['while ECS goes back, no release named', 45_000, undefined, 'rolled-back'],
    ['almost at the end of that', 90_000, undefined, 'rolled-back'],
    ['after it', 180_000, '777-1', 'rolled-back'],
    ['long after it, no release named: what serves is stable', 180_000, undefined, 'succeeded'],
  ];
  test.each(begun)('%s', async (_, late, release, verdict) => {
    const shop = await openShop({ desired: 4, deploymentConfiguration, fates: { v2: crash } });
    shop.push('web', 'v2');
    await run(shop, 'register-and-deploy-task-def', { service: 'web', image: 'v2' });
    await shop.clock.advance(late);
    const named: Readonly<Record<string, string>> = release === undefined ? {} : { 'release-id': release };
    const ran = await run(shop, 'wait-stable-and-healthcheck', { service: 'web', ...named });
    expect([ran.verdict, ran.writes]).toEqual([verdict, []]);
    expect(shop.state('web')).toMatchObject({
      primary: 'web:1',
      running: ['web:1'],
      runningCount: 4,
      rollout: 'COMPLETED',
    });
  });
});
