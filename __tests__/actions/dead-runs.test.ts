import { describe, expect, test } from '@jest/globals';
import { deploy, die, recordOn, run, tasksLeft } from '../support/deploy.ts';
import type { Interruption } from '../support/interrupted-aws.ts';
import { openShop, type Shop } from '../support/shop.ts';

/** A run of v2 whose machine dies; then another of v3. */
interface Death {
  readonly name: string;
  readonly at: Interruption;
  /** v2 crashes. */
  readonly bad?: true;
  readonly with?: Readonly<Record<string, string>>;
  /** It still moves, so that its run may be alive: before its deadline the record is left to it. */
  readonly moves?: true;
}

const deaths: readonly Death[] = [
  { name: 'reading', at: { operation: 'DescribeServices', when: 'before' } },
  { name: 'registering, not carried out', at: { operation: 'RegisterTaskDefinition', when: 'before' } },
  { name: 'registered', at: { operation: 'RegisterTaskDefinition', when: 'after' } },
  { name: 'updating, not carried out', at: { operation: 'UpdateService', when: 'before' } },
  { name: 'updated', at: { operation: 'UpdateService', when: 'after' } },
  { name: 'moving', at: { operation: 'DescribeServiceDeployments', when: 'before', nth: 2 } },
  { name: 'recording', at: { operation: 'TagResource', when: 'before' } },
  { name: 'recorded, but for the deadline', at: { operation: 'UntagResource', when: 'before' } },
  {
    name: 'going back, not carried out',
    at: { operation: 'StopServiceDeployment', when: 'before' },
    bad: true,
    moves: true,
  },
  { name: 'going back', at: { operation: 'StopServiceDeployment', when: 'after' }, bad: true },
  { name: 'migrating', at: { operation: 'RunTask', when: 'after' }, with: { 'migration-command': 'migrate up' } },
];

const crash = { kind: 'exits', code: 1, after: 2_000, log: ['KeyError: PORT'] } as const;
const minutes = 60_000;

async function afterDeath({ at, bad, with: inputs = {} }: Death): Promise<Shop> {
  const shop = await openShop({
    deploymentConfiguration: {},
    fates: { migrate: { kind: 'exits', code: 0, after: 10 * minutes }, ...(bad ? { v2: crash } : {}) },
  });
  shop.push('web', 'v2');
  shop.push('web', 'v3');
  await die(shop, { service: 'web', image: 'v2', ...inputs }, at);
  return shop;
}

const next = (shop: Shop, inputs: Readonly<Record<string, string>> = {}) =>
  deploy(shop, { service: 'web', image: 'v3', ...inputs }, { run: { release: '778-1', commit: '3333333' } });

/** Revisions whose record is still open. */
const open = (shop: Shop) =>
  (shop.aws.ecs.state.families.get('web') ?? [])
    .map(({ revision }) => `web:${revision}`)
    .filter((label) => recordOn(shop, label).state === 'open');

const pauses: readonly (readonly [string, number])[] = [
  ['at once', 0],
  ['a minute later', minutes],
  ['three hours later', 180 * minutes],
];

describe.each(pauses)('the next run, %s', (_, pause) => {
  test.each(deaths)('died $name: a good image succeeds', async (death) => {
    const shop = await afterDeath(death);
    await shop.clock.advance(pause);
    const ran = await next(shop);
    const { primary, running, rollout } = shop.state('web');
    expect([ran.verdict, ran.code]).toEqual(['succeeded', undefined]);
    const label = ran.report.rows[0]?.to?.label;
    expect({ primary, running, rollout }).toEqual({ primary: label, running: [label], rollout: 'COMPLETED' });
    expect(open(shop)).toEqual(death.moves && pause < 60 * minutes ? ['web:2'] : []);
    if (pause > 60 * minutes) expect(tasksLeft(shop)).toEqual([]);
  });

  test.each(deaths)('died $name: a bad image goes back to the last proven revision', async (death) => {
    const shop = await afterDeath(death);
    shop.fates.set('v3', crash);
    await shop.clock.advance(pause);
    const ran = await next(shop);
    const { primary, running, rollout } = shop.state('web');
    const proven = death.name.startsWith('recorded') ? 'web:2' : 'web:1';
    expect([ran.verdict, ran.code]).toEqual(['rolled-back', 'crash-loop']);
    expect({ primary, running, rollout }).toEqual({ primary: proven, running: [proven], rollout: 'COMPLETED' });
    expect(open(shop)).toEqual(death.moves && pause < 60 * minutes ? ['web:2'] : []);
  });
});

describe('the same run again', () => {
  const same = { service: 'web', image: 'v2' };

  test('is unchanged, with the same outputs', async () => {
    const shop = await openShop();
    shop.push('web', 'v2');
    const first = await deploy(shop, same, { run: { release: '701-1' } });
    const again = await deploy(shop, same, { run: { release: '701-2' } });
    expect([first.verdict, again.verdict, again.writes, again.report.changed]).toEqual([
      'succeeded',
      'unchanged',
      [],
      false,
    ]);
    expect(again.outputs['task-definition-arn']).toBe(first.outputs['task-definition-arn']);
    expect(recordOn(shop, 'web:2')).toMatchObject({ state: 'succeeded', release: '701-1', from: 'web:1' });
  });

  test('after it was rolled back: the revision is used again, and judged again', async () => {
    const shop = await openShop({ fates: { v2: crash }, deploymentConfiguration: {} });
    shop.push('web', 'v2');
    const first = await deploy(shop, same, { run: { release: '701-1' } });
    shop.fates.delete('v2');
    const again = await deploy(shop, same, { run: { release: '701-2' } });
    expect([first.verdict, again.verdict, again.writes]).toEqual(['rolled-back', 'succeeded', ['UpdateService']]);
    expect(recordOn(shop, 'web:2')).toEqual(
      expect.objectContaining({ state: 'succeeded', release: '701-2', from: 'web:1' }),
    );
    expect(recordOn(shop, 'web:2').rolledBack).toBeUndefined();
  });

  test('of an older run than the one that serves: stale-release, nothing written', async () => {
    const shop = await openShop();
    shop.push('web', 'v2');
    shop.push('web', 'v3');
    await deploy(shop, same, { run: { release: '701-1' } });
    await deploy(shop, { ...same, image: 'v3' }, { run: { release: '702-1' } });
    const old = await deploy(shop, same, { run: { release: '701-2' } });
    expect([old.verdict, old.code, old.writes, shop.state('web').primary]).toEqual([
      'failed',
      'stale-release',
      [],
      'web:3',
    ]);
    const allowed = await deploy(shop, { ...same, 'allow-older': 'true' }, { run: { release: '701-3' } });
    expect([allowed.verdict, allowed.code]).toEqual(['succeeded', undefined]);
    const digest = shop.aws.ecr.resolve(shop.image('web', 'v2'));
    expect(allowed.report.rows[0]?.to?.images[0]).toMatchObject({ digest: 'digest' in digest ? digest.digest : '' });
  });

  test('of an older run that waited for the newer one: stale-release', async () => {
    const shop = await openShop();
    shop.push('web', 'v2');
    shop.push('web', 'v3');
    await run(shop, 'register-and-deploy-task-def', { ...same, image: 'v3' }, { run: { release: '702-1' } });
    const old = await deploy(shop, same, { run: { release: '701-2' } });
    expect([old.verdict, old.code, old.writes]).toEqual(['failed', 'stale-release', []]);
  });

  test.each([
    ['of an older run that supersedes', '702-1', '701-2', {}, 'failed', 'stale-release'],
    ['of an older run that may', '702-1', '701-2', { 'allow-older': 'true' }, 'succeeded', undefined],
    ['of a newer run that supersedes', '702-1', '703-1', {}, 'succeeded', undefined],
  ] as const)('%s %s under way: %s', async (_, moving, ours, more, verdict, code) => {
    const shop = await openShop();
    for (const tag of ['v2', 'v3']) shop.push('web', tag);
    await run(shop, 'register-and-deploy-task-def', { ...same, image: 'v3' }, { run: { release: moving } });
    const inputs = { ...same, 'if-in-progress': 'supersede', ...more };
    const ran = await deploy(shop, inputs, { run: { release: ours } });
    expect([ran.verdict, ran.code, ran.writes.length > 0]).toEqual([verdict, code, code === undefined]);
    expect(shop.state('web').primary).toBe(code === undefined ? 'web:3' : 'web:2');
    if (code !== undefined) expect(ran.report.diagnosis?.what).toContain('release 702-1 is under way');
  });

  test('of an older run, after the newer one was rolled back from', async () => {
    const shop = await openShop();
    shop.push('web', 'v2');
    shop.push('web', 'v3');
    await deploy(shop, same, { run: { release: '701-1' } });
    shop.fates.set('v3', crash);
    const newer = await deploy(shop, { ...same, image: 'v3' }, { run: { release: '702-1' } });
    const old = await deploy(shop, same, { run: { release: '701-2' } });
    expect([newer.verdict, old.verdict, shop.state('web').primary]).toEqual(['rolled-back', 'unchanged', 'web:2']);
  });
});
