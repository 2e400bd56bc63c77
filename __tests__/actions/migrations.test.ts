import { describe, expect, test } from '@jest/globals';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import { deploy, recordOn, tasksLeft } from '../support/deploy.ts';
import { openShop, type Shop } from '../support/shop.ts';

const crash: Fate = { kind: 'exits', code: 1, after: 2_000, log: ['KeyError: PORT'] };
const migrated: Fate = { kind: 'exits', code: 0, after: 5_000, log: ['Running upgrade 6c1e -> 7d2f'] };

interface Scene {
  readonly name: string;
  readonly fates: Readonly<Record<string, Fate>>;
  readonly with?: Readonly<Record<string, string>>;
  readonly verdict: string;
  readonly code?: string;
  readonly row: string;
  readonly migration?: string;
  readonly writes: readonly string[];
  readonly serves: string;
  /** Schema on web:2. */
  readonly schema?: string;
  readonly warns?: RegExp;
}

const run = ['RegisterTaskDefinition', 'RunTask'];

const scenes: readonly Scene[] = [
  {
    name: 'it runs on the new revision before traffic moves',
    fates: { up: migrated },
    verdict: 'succeeded',
    row: 'succeeded',
    migration: 'succeeded',
    writes: [...run, 'UpdateService'],
    serves: 'web:2',
  },
  {
    name: 'it fails: nothing moves',
    fates: { up: { kind: 'exits', code: 3, after: 2_000, log: ['relation "users" already exists'] } },
    verdict: 'failed',
    code: 'migration-failed',
    row: 'skipped',
    migration: 'failed',
    writes: run,
    serves: 'web:1',
  },
  {
    name: 'it never starts: nothing moves',
    fates: { up: { kind: 'secret-unreadable' } },
    verdict: 'failed',
    code: 'secret-unreadable',
    row: 'skipped',
    migration: 'failed',
    writes: run,
    serves: 'web:1',
  },
  {
    name: 'its time is up: it is stopped, nothing moves',
    fates: { up: { kind: 'exits', code: 0, after: 3_600_000 } },
    with: { 'migration-timeout-minutes': '2' },
    verdict: 'timed-out',
    code: 'deadline-exceeded',
    row: 'skipped',
    migration: 'timed-out',
    writes: [...run, 'StopTask'],
    serves: 'web:1',
  },
  {
    name: 'the release after it goes back: it is said that the migration was not undone',
    fates: { up: migrated, v2: crash },
    verdict: 'rolled-back',
    code: 'crash-loop',
    row: 'rolled-back',
    migration: 'succeeded',
    writes: [...run, 'UpdateService', 'StopServiceDeployment'],
    serves: 'web:1',
    warns: /migration .* ran and was not undone/,
  },
  {
    name: 'RunTask is denied',
    fates: {},
    verdict: 'failed',
    code: 'access-denied',
    row: 'skipped',
    writes: run,
    serves: 'web:1',
  },
  {
    name: 'skip-migrations: with the reason in the report',
    fates: {},
    with: { 'skip-migrations': 'ran by hand' },
    verdict: 'succeeded',
    row: 'succeeded',
    writes: ['RegisterTaskDefinition', 'UpdateService'],
    serves: 'web:2',
    warns: /migrations skipped: ran by hand/,
  },
];

const settle = (shop: Shop) => shop.clock.advance(60_000);

describe('a migration before traffic moves', () => {
  test.each(scenes)('$name', async (scene) => {
    const shop = await openShop({ deploymentConfiguration: {}, fates: scene.fates });
    shop.push('web', 'v2');
    if (scene.code === 'access-denied') shop.aws.faults.add({ operation: 'ecs:RunTask', do: { kind: 'deny' } });
    const ran = await deploy(shop, { service: 'web', image: 'v2', 'migration-command': 'migrate up', ...scene.with });
    const { verdict, code, row, writes, serves } = scene;
    expect({
      verdict: ran.verdict,
      code: ran.code,
      row: ran.rows.web,
      writes: ran.writes.filter((name, at, all) => name !== all[at - 1]),
    }).toEqual({
      verdict,
      code,
      row,
      writes,
    });
    if (scene.migration !== undefined)
      expect(ran.report.migrations.map((one) => one.verdict)).toEqual([scene.migration]);
    if (scene.migration === 'succeeded') {
      expect(ran.outputs).toMatchObject({ 'exit-code': '0', 'task-arn': expect.stringContaining(':task/shop/') });
    }
    if (scene.warns !== undefined) expect(ran.report.warnings.join('\n')).toMatch(scene.warns);
    await settle(shop);
    expect(shop.state('web')).toMatchObject({ primary: serves, running: [serves], rollout: 'COMPLETED' });
    expect(tasksLeft(shop)).toEqual([]);
    expect(recordOn(shop, 'web:2').state).toBe(row);
  });

  test('an unchanged service with a migration: it runs, nothing is registered or moved', async () => {
    const shop = await openShop({ fates: { up: migrated } });
    const ran = await deploy(shop, { service: 'web', 'migration-command': 'migrate up' });
    expect([ran.verdict, ran.rows, ran.writes]).toEqual(['unchanged', { web: 'unchanged' }, ['RunTask']]);
    expect(ran.report.changed).toBe(true);
  });

  test('the second of two fails: the first is said to stand, nothing moves', async () => {
    const fates = { one: migrated, two: { kind: 'exits', code: 1, after: 1_000, log: ['boom'] } as const };
    const shop = await openShop({ fates });
    shop.push('web', 'v2');
    const migrations =
      '[{ name: a, service: web, command: migrate one }, { name: b, service: web, command: migrate two }]';
    const ran = await deploy(shop, { service: 'web', image: 'v2', migrations });
    expect([ran.verdict, ran.code]).toEqual(['failed', 'migration-failed']);
    expect(ran.report.migrations.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['a', 'succeeded'],
      ['b', 'failed'],
    ]);
    expect(ran.report.warnings.join('\n')).toMatch(/migration a ran and was not undone/);
    expect([ran.writes.includes('UpdateService'), shop.state('web').primary]).toEqual([false, 'web:1']);
  });

  test('somebody deploys while it runs: theirs is left alone', async () => {
    const shop = await openShop({ fates: { up: { ...migrated, after: 60_000 } } });
    shop.push('web', 'v2');
    const theirs = () =>
      shop.ecs.call('UpdateService', {
        cluster: 'shop',
        service: 'web',
        taskDefinition: 'web:1',
        forceNewDeployment: true,
      });
    const ran = await deploy(
      shop,
      { service: 'web', image: 'v2', 'migration-command': 'migrate up' },
      { at: [[40_000, () => void theirs()]] },
    );
    expect([ran.verdict, ran.code, ran.rows, ran.writes.filter((name) => name === 'UpdateService').length]).toEqual([
      'superseded',
      'in-progress-elsewhere',
      { web: 'superseded' },
      1,
    ]);
  });
});
