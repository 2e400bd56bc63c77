import { describe, expect, test } from '@jest/globals';
import { deploy, finish, type RunOptions, recordOn, revisionsOf, rowsOf, tasksLeft } from '../support/deploy.ts';
import type { Interruption } from '../support/interrupted-aws.ts';
import { openShop, type Shop, type ShopOptions } from '../support/shop.ts';

const plain = { service: 'web', image: 'v2' };
const alone = {
  primary: 'web:1',
  rollout: 'COMPLETED',
  deployments: 1,
  desired: 2,
  running: ['web:1'],
  runningCount: 2,
};

async function cancelled(options: RunOptions, inputs = {}, shopOptions: ShopOptions = {}) {
  const shop = await openShop(shopOptions);
  shop.push('web', 'v2');
  const ran = await deploy(shop, { ...plain, ...inputs }, options);
  const post = await finish(shop, ran);
  return { shop, ran, post };
}

const end = (shop: Shop) => ({
  ...shop.state('web'),
  tasks: tasksLeft(shop),
  record: revisionsOf(shop, 'web') > 1 ? recordOn(shop, 'web:2') : undefined,
});

const everyTwoSeconds = Array.from({ length: 33 }, (_, index) => 1 + index * 2);

describe('a cancel at every moment of a rollout: after post the old revision serves alone', () => {
  test.each(everyTwoSeconds)('%i s', async (seconds) => {
    const { shop, ran, post } = await cancelled({ cancelAfter: seconds * 1_000 });
    expect({
      main: ran.verdict,
      post: post?.verdict,
      rows: post && rowsOf(post),
      quick: ran.took - seconds * 1_000 < 5_000,
    }).toEqual({
      main: 'cancelled',
      post: 'cancelled',
      rows: { web: 'rolled-back' },
      quick: true,
    });
    expect(end(shop)).toMatchObject({ ...alone, tasks: [], record: { state: 'rolled-back', rolledBack: '777-1' } });
    expect(end(shop).record?.deadline).toBeUndefined();
  });
});

describe('the same where the settings changed, too: UpdateService puts all of it back', () => {
  test.each(everyTwoSeconds.filter((_, index) => index % 4 === 0))('%i s', async (seconds) => {
    const inputs = {
      'desired-count': '4',
      'deployment-configuration': '{ maximumPercent: 150, minimumHealthyPercent: 50 }',
    };
    const { shop, post } = await cancelled({ cancelAfter: seconds * 1_000 }, inputs);
    expect(post && rowsOf(post)).toEqual({ web: 'rolled-back' });
    expect(end(shop)).toMatchObject({ ...alone, record: { state: 'rolled-back' } });
    const { configuration } = shop.aws.ecs.state.clusters.get('shop')?.services.get('web') ?? {};
    expect(configuration).toMatchObject({ maximumPercent: 200, minimumHealthyPercent: 100 });
  });
});

describe('the process is killed with the signal: post has all to do', () => {
  test.each(everyTwoSeconds.filter((_, index) => index % 3 === 0))('%i s', async (seconds) => {
    const { shop, post } = await cancelled({ cancelAfter: seconds * 1_000, killed: true });
    expect(post && rowsOf(post)).toEqual({ web: 'rolled-back' });
    expect(end(shop)).toMatchObject({ ...alone, tasks: [], record: { state: 'rolled-back' } });
  });
});

interface Phase {
  readonly name: string;
  readonly at: Interruption;
  readonly writes: readonly string[];
  /** Of post's report; absent: nothing was left to do. */
  readonly row?: string;
  readonly record?: string;
  /** When main had no time to do anything. */
  readonly killed?: { readonly row?: string; readonly record?: string };
}

const both = ['RegisterTaskDefinition', 'UpdateService'];

const phases: readonly Phase[] = [
  { name: 'reading', at: { operation: 'DescribeServices', when: 'before' }, writes: [] },
  { name: 'looking the image up', at: { operation: 'DescribeImages', when: 'after' }, writes: [] },
  {
    name: 'registering, not carried out',
    at: { operation: 'RegisterTaskDefinition', when: 'before' },
    writes: [],
  },
  {
    name: 'registering, carried out',
    at: { operation: 'RegisterTaskDefinition', when: 'after' },
    writes: ['RegisterTaskDefinition'],
    record: 'skipped',
    // Nobody knows of it but AWS: the next run finds the record open.
    killed: { record: 'open' },
  },
  {
    name: 'reading before the update',
    at: { operation: 'DescribeServices', when: 'before', nth: 2 },
    writes: ['RegisterTaskDefinition'],
    row: 'skipped',
    record: 'skipped',
  },
  {
    name: 'updating, not carried out',
    at: { operation: 'UpdateService', when: 'before' },
    writes: ['RegisterTaskDefinition'],
    row: 'skipped',
    record: 'skipped',
  },
  {
    name: 'updating, carried out',
    at: { operation: 'UpdateService', when: 'after' },
    writes: [...both, 'UpdateService'],
    row: 'rolled-back',
    record: 'rolled-back',
  },
];

describe('a cancel in each phase', () => {
  test.each(phases)('$name', async ({ at, writes, row, record }) => {
    const { shop, ran, post } = await cancelled({ cancelAt: at });
    await shop.clock.advance(180_000);
    expect({ main: ran.verdict, post: post && rowsOf(post), writes: ran.writes }).toEqual({
      main: 'cancelled',
      post: row && { web: row },
      writes,
    });
    expect(end(shop)).toMatchObject({ ...alone, tasks: [] });
    expect(end(shop).record?.state).toBe(record);
  });

  test.each(phases)('$name, and killed', async ({ at, row, record, killed = { row, record } }) => {
    const { shop, post } = await cancelled({ cancelAt: at, killed: true });
    await shop.clock.advance(180_000);
    expect(post && rowsOf(post)).toEqual(killed.row && { web: killed.row });
    expect(end(shop)).toMatchObject({ ...alone, tasks: [] });
    expect(end(shop).record?.state).toBe(killed.record);
  });

  test.each([[false], [true]])('going back after a failure (killed: %s)', async (killed) => {
    const fates = { v2: { kind: 'exits', code: 1, after: 2_000 } } as const;
    const at: Interruption = { operation: 'StopServiceDeployment', when: 'after' };
    const options = { cancelAt: at, ...(killed ? ({ killed: true } as const) : {}) };
    const { shop, ran, post } = await cancelled(options, {}, { fates, deploymentConfiguration: {} });
    // It had failed before it was cancelled.
    expect({ main: ran.verdict, post: post && rowsOf(post) }).toEqual({
      main: killed ? 'cancelled' : 'failed',
      post: { web: 'rolled-back' },
    });
    expect(shop.aws.calls.filter(({ operation }) => operation === 'ecs:UpdateService')).toHaveLength(1);
    expect(end(shop)).toMatchObject({ ...alone, record: { state: 'rolled-back' } });
  });

  test('waiting for a health check', async () => {
    const http = async () => ({ kind: 'answered', status: 503, headers: {}, body: '', tookMs: 5 }) as const;
    const { shop, ran, post } = await cancelled(
      { cancelAfter: 75_000, http },
      { 'health-url': 'https://shop.example.com' },
    );
    expect({ main: ran.verdict, post: post && rowsOf(post) }).toEqual({
      main: 'cancelled',
      post: { web: 'rolled-back' },
    });
    expect(end(shop)).toMatchObject({ ...alone, record: { state: 'rolled-back' } });
  });

  test('waiting for the deployment of somebody else: nothing of ours is written', async () => {
    const shop = await openShop();
    shop.push('web', 'v2');
    await shop.ecs.call('UpdateService', { cluster: 'shop', service: 'web', forceNewDeployment: true });
    const ran = await deploy(shop, plain, { cancelAfter: 20_000 });
    const post = await finish(shop, ran);
    expect([ran.verdict, ran.writes, revisionsOf(shop, 'web'), post]).toEqual(['cancelled', [], 1, undefined]);
  });

  test('on-cancel leave: nothing is put back, and the record says so', async () => {
    const { shop, ran, post } = await cancelled({ cancelAfter: 20_000 }, { 'on-cancel': 'leave' });
    expect([ran.verdict, ran.writes, post && rowsOf(post)]).toEqual(['cancelled', both, { web: 'cancelled' }]);
    await shop.clock.advance(180_000);
    expect(end(shop)).toMatchObject({ ...alone, primary: 'web:2', running: ['web:2'], record: { state: 'cancelled' } });
  });

  test('migrating: the task is stopped, nothing moved', async () => {
    const fates = { migrate: { kind: 'exits', code: 0, after: 60_000 } } as const;
    const { shop, ran, post } = await cancelled(
      { cancelAfter: 40_000 },
      { 'migration-command': 'migrate up' },
      { fates },
    );
    await shop.clock.advance(60_000);
    expect([ran.verdict, ran.writes.slice(0, 3)]).toEqual([
      'cancelled',
      ['RegisterTaskDefinition', 'RunTask', 'StopTask'],
    ]);
    expect(post?.verdict).toBe('cancelled');
    expect(end(shop)).toMatchObject({ ...alone, tasks: [], record: { state: 'skipped' } });
  });

  test('migrating, and killed: post stops the task', async () => {
    const fates = { migrate: { kind: 'exits', code: 0, after: 60_000 } } as const;
    const options = { cancelAfter: 40_000, killed: true } as const;
    const { shop } = await cancelled(options, { 'migration-command': 'migrate up' }, { fates });
    await shop.clock.advance(60_000);
    expect(end(shop)).toMatchObject({ ...alone, tasks: [], record: { state: 'skipped' } });
  });
});
