import { describe, expect, test } from '@jest/globals';
import { missingTargets, removeImage } from '../cases/rollout-targets.ts';
import { deploy, type Ran, recordOn, rollBack, run } from '../support/deploy.ts';
import { cluster, openShop, type Shop } from '../support/shop.ts';

const web = { service: 'web' };
const crash = { kind: 'exits', code: 1, after: 2_000 } as const;

let runs = 0;
/** Facts of the next run: releases grow, the commit is made of the tag: `v2` → `2222222…`. */
const facts = (tag = '0') => {
  const release = `${800 + ++runs}-1`;
  return { run: { release, commit: tag.replaceAll(/\D/g, '').padEnd(1, '0').repeat(40).slice(0, 40) } };
};

const bringOut = (shop: Shop, tag: string): Promise<Ran> => {
  shop.push('web', tag);
  return deploy(shop, { ...web, image: tag }, facts(tag));
};

/** web:1 is v1 without a record, web:2 v2, web:3 v3, and so on; all of them green. */
async function releases(...tags: readonly string[]): Promise<Shop> {
  runs = 0;
  const shop = await openShop({ deploymentConfiguration: {} });
  for (const tag of tags) await bringOut(shop, tag);
  return shop;
}

const back = (shop: Shop, to = 'previous') => rollBack(shop, { ...web, to }, facts());
const serving = (shop: Shop): string => shop.state('web').primary;

function forgetTags(shop: Shop): void {
  for (const arn of [...shop.aws.ecs.state.tags.keys()])
    if (arn.includes('task-definition')) shop.aws.ecs.state.tags.delete(arn);
}

const denyHistory = (shop: Shop) =>
  shop.aws.faults.add({ operation: /ecs:ListServiceDeployments/, do: { kind: 'deny' } });
const arn = (label: string) => `arn:aws:ecs:eu-central-1:111122223333:task-definition/${label}`;

test('an image named by its commit is of that commit, whatever commit the run was started for', async () => {
  const shop = await releases('v2');
  const commit = 'c'.repeat(40);
  shop.push('web', commit);
  const http = async () => ({ kind: 'answered', status: 200, headers: {}, body: commit, tookMs: 5 }) as const;
  const asked = { 'health-url': 'https://shop.example.com', 'expect-version': '{ pointer: "" }' };
  const { verdict } = await deploy(shop, { ...web, image: commit, ...asked }, { ...facts('v3'), http });
  expect(verdict).toBe('succeeded');
  expect(recordOn(shop, 'web:3')).toMatchObject({ commit, imageTag: commit });
  await bringOut(shop, 'v4');
  const ran = await back(shop, 'sha:ccccccc');
  expect([ran.verdict, shop.state('web').primary]).toEqual(['succeeded', 'web:3']);
});

describe('where `to` goes, when web:4 serves', () => {
  const targets: readonly (readonly [string, string])[] = [
    ['previous', 'web:3'],
    ['last-success', 'web:3'],
    ['n-1', 'web:3'],
    ['revision:2', 'web:2'],
    ['2', 'web:2'],
    ['sha:2222222', 'web:2'],
    ['222222222', 'web:2'],
    [`sha:${'3'.repeat(40)}`, 'web:3'],
    ['release:801-1', 'web:2'],
    [arn('web:1'), 'web:1'],
    ['web:3', 'web:3'],
  ];
  test.each(targets)('%s → %s', async (to, label) => {
    const shop = await releases('v2', 'v3', 'v4');
    const ran = await back(shop, to);
    expect([ran.verdict, ran.code, ran.writes]).toEqual(['succeeded', undefined, ['UpdateService']]);
    expect(shop.state('web')).toMatchObject({ primary: label, running: [label], rollout: 'COMPLETED' });
    expect(recordOn(shop, 'web:4')).toMatchObject({ state: 'succeeded', rolledBack: '804-1' });
    expect(recordOn(shop, label)).toMatchObject({ restoredBy: '804-1' });
    expect(ran.outputs).toEqual({ 'task-definition-arn': arn(label), 'previous-task-definition-arn': arn('web:4') });
  });
});

describe('what cannot be gone back to: nothing is written', () => {
  test.each(missingTargets)('$to: $name', async ({ to, code, before, says }) => {
    const shop = await releases('v2', 'v3', 'v4');
    await before?.(shop);
    const ran = await back(shop, to);
    expect([ran.verdict, ran.code, ran.writes, serving(shop)]).toEqual(['failed', code, [], 'web:4']);
    const { what = '', evidence = [] } = ran.report.diagnosis ?? {};
    if (says !== undefined) expect([what, ...evidence].join('\n')).toMatch(says);
    expect(recordOn(shop, 'web:4').rolledBack).toBeUndefined();
  });

  test('previous, where nothing was before', async () => {
    const shop = await openShop();
    const ran = await back(shop);
    expect([ran.verdict, ran.code, ran.writes]).toEqual(['failed', 'rollback-target-missing', []]);
  });

  test('previous skips what cannot run any more', async () => {
    const shop = await releases('v2', 'v3', 'v4');
    await removeImage(shop, 'v3');
    const ran = await back(shop);
    expect([ran.verdict, serving(shop)]).toEqual(['succeeded', 'web:2']);
  });
});

const memories: readonly (readonly [string, (shop: Shop) => void])[] = [
  ['by tags and history', () => {}],
  ['by tags alone', denyHistory],
  ['by the history alone', forgetTags],
];

describe.each(memories)('A good, B good, C bad but green, %s', (_, forget) => {
  test('rollback is B, rollback is A, a third finds nothing; never C', async () => {
    const shop = await releases('v2', 'v3');
    const found: string[] = [];
    for (let turn = 0; turn < 2; turn++) {
      forget(shop);
      expect((await back(shop)).verdict).toBe('succeeded');
      found.push(serving(shop));
    }
    forget(shop);
    const third = await back(shop);
    expect([found, third.verdict, third.code, third.writes]).toEqual([
      ['web:2', 'web:1'],
      'failed',
      'rollback-target-missing',
      [],
    ]);
  });

  test('D after going back to B, rolled back: B, then A', async () => {
    const shop = await releases('v2', 'v3');
    const found: string[] = [];
    for (const step of ['back', 'v4', 'back', 'back'] as const) {
      forget(shop);
      const ran = step === 'back' ? await back(shop) : await bringOut(shop, step);
      expect(ran.verdict).toBe('succeeded');
      found.push(serving(shop));
    }
    expect(found).toEqual(['web:2', 'web:4', 'web:2', 'web:1']);
  });

  test('a release that went back by itself is no way back', async () => {
    const shop = await releases('v2');
    shop.fates.set('v3', crash);
    expect((await bringOut(shop, 'v3')).verdict).toBe('rolled-back');
    forget(shop);
    expect((await bringOut(shop, 'v4')).verdict).toBe('succeeded');
    forget(shop);
    await back(shop);
    const first = serving(shop);
    forget(shop);
    await back(shop);
    expect([first, serving(shop)]).toEqual(['web:2', 'web:1']);
  });

  test('C deployed again after it was mended elsewhere is a way back again', async () => {
    const shop = await releases('v2', 'v3');
    forget(shop);
    await back(shop);
    forget(shop);
    await bringOut(shop, 'v3');
    forget(shop);
    await bringOut(shop, 'v4');
    forget(shop);
    const ran = await back(shop);
    const target = shop.aws.ecs.state.clusters.get(cluster)?.services.get('web')?.launch.definition
      .containers[0]?.image;
    const v3 = shop.aws.ecr.resolve(shop.image('web', 'v3'));
    expect([ran.verdict, target?.endsWith('digest' in v3 ? v3.digest : '?')]).toEqual(['succeeded', true]);
  });
});

describe('what a rollback waits for and asks', () => {
  test('a bad release that still moves: previous is what served before it', async () => {
    const shop = await releases('v2', 'v3');
    shop.push('web', 'v4');
    await run(shop, 'register-and-deploy-task-def', { ...web, image: 'v4' }, facts());
    const ran = await back(shop);
    expect([ran.verdict, serving(shop), ran.report.rows[0]?.from?.label]).toEqual(['succeeded', 'web:3', 'web:4']);
  });

  test('the version that must answer is that of the release gone back to', async () => {
    const shop = await releases('v2', 'v3');
    const version = () => serving(shop).replaceAll(/\D/g, '').repeat(40);
    const http = async () => ({ kind: 'answered', status: 200, headers: {}, body: version(), tookMs: 5 }) as const;
    const asked = { ...web, 'health-url': 'https://shop.example.com', 'expect-version': '{ pointer: "" }' };
    const ran = await rollBack(shop, asked, { ...facts('v3'), http });
    expect([ran.verdict, ran.code, serving(shop)]).toEqual(['succeeded', undefined, 'web:2']);
  });
});

describe('a rollback that fails', () => {
  test('is left and said, never rolled back itself', async () => {
    const shop = await releases('v2', 'v3');
    shop.fates.set('v2', crash);
    const ran = await back(shop);
    expect([ran.verdict, ran.code, ran.writes]).toEqual(['failed', 'crash-loop', ['UpdateService']]);
    expect(recordOn(shop, 'web:3').rolledBack).toBeUndefined();
  });

  test('under a breaker: ECS puts back what was left', async () => {
    const shop = await openShop();
    runs = 0;
    for (const tag of ['v2', 'v3']) await bringOut(shop, tag);
    shop.fates.set('v2', crash);
    const ran = await back(shop);
    expect(shop.state('web')).toMatchObject({ primary: 'web:3', running: ['web:3'], rollout: 'COMPLETED' });
    expect([ran.verdict, ran.code, ran.writes]).toEqual(['rolled-back', 'crash-loop', ['UpdateService']]);
    expect(recordOn(shop, 'web:3').rolledBack).toBeUndefined();
  });

  test('a failing health check after it is said', async () => {
    const shop = await releases('v2', 'v3');
    const http = async () => ({ kind: 'answered', status: 503, headers: {}, body: '', tookMs: 5 }) as const;
    const ran = await rollBack(shop, { ...web, 'health-url': 'https://shop.example.com' }, { ...facts(), http });
    expect([ran.verdict, ran.code, serving(shop)]).toEqual(['failed', 'http-check-failed', 'web:2']);
  });

  test('dry run: says where to, writes nothing', async () => {
    const shop = await releases('v2', 'v3');
    const ran = await rollBack(shop, { ...web, 'dry-run': 'true' }, facts());
    expect([ran.verdict, ran.writes, ran.report.rows[0]?.to?.label]).toEqual(['planned', [], 'web:2']);
  });

  test('to what serves already: unchanged', async () => {
    const shop = await releases('v2', 'v3');
    const ran = await back(shop, 'revision:3');
    expect([ran.verdict, ran.writes]).toEqual(['unchanged', []]);
    expect(recordOn(shop, 'web:3').rolledBack).toBeUndefined();
  });
});
