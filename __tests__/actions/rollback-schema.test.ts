import { describe, expect, test } from '@jest/globals';
import { deploy, type Ran, rollBack, type With } from '../support/deploy.ts';
import { openShop, type Shop } from '../support/shop.ts';

const crash = { kind: 'exits', code: 1, after: 2_000 } as const;
const arn = (label: string) => `arn:aws:ecs:eu-central-1:111122223333:task-definition/${label}`;

/** web:1 is v1, web:2 v2, web:3 v3, web:4 v4. `schemas`: what their records say was migrated. */
async function releases(schemas: Readonly<Record<string, string>>, bad?: string): Promise<Shop> {
  const shop = await openShop({ deploymentConfiguration: {} });
  for (const [at, tag] of ['v2', 'v3', 'v4'].entries()) {
    shop.push('web', tag);
    if (tag === bad) shop.fates.set(tag, crash);
    await deploy(shop, { service: 'web', image: tag }, { run: { release: `${801 + at}-1` } });
  }
  for (const [label, value] of Object.entries(schemas)) {
    const tags = [{ key: 'deploy-actions:schema', value }];
    await shop.ecs.call('TagResource', { resourceArn: arn(label), tags });
  }
  return shop;
}

const back = (shop: Shop, to: string, more: With = {}): Promise<Ran> =>
  rollBack(shop, { service: 'web', to, 'schema-policy': 'require-compatible', ...more }, { run: { release: '850-1' } });

interface Case {
  readonly when: string;
  readonly schemas: Readonly<Record<string, string>>;
  /** Of v2 to v4: goes back by itself. */
  readonly bad?: string;
  readonly to: string;
  readonly before?: (shop: Shop) => unknown;
  /** Evidence of the refusal; absent: nothing was migrated. */
  readonly migrated?: readonly string[];
  readonly fix?: string;
}

const deregister = (label: string) => (shop: Shop) =>
  shop.ecs.call('DeregisterTaskDefinition', { taskDefinition: label });

const cases: readonly Case[] = [
  { when: 'nothing was migrated', schemas: { 'web:4': 'patient=7d2f..7d2f' }, to: 'revision:3' },
  {
    when: 'the newest release migrated',
    schemas: { 'web:4': 'patient=6c1e..7d2f' },
    to: 'revision:3',
    migrated: ['web:4: patient 6c1e..7d2f'],
    fix: 'patient to 6c1e',
  },
  {
    when: 'only the one before it migrated',
    schemas: { 'web:3': 'patient=6c1e..7d2f', 'web:4': 'patient=7d2f..7d2f' },
    to: 'revision:2',
    migrated: ['web:3: patient 6c1e..7d2f'],
    fix: 'patient to 6c1e',
  },
  {
    when: 'both migrated, of two databases',
    schemas: { 'web:3': 'patient=6c1e..7d2f doctor=1..2', 'web:4': 'patient=7d2f..8a00' },
    to: 'revision:2',
    migrated: ['web:4: patient 7d2f..8a00', 'web:3: patient 6c1e..7d2f', 'web:3: doctor 1..2'],
    fix: 'patient to 6c1e, doctor to 1',
  },
  {
    when: 'the target itself migrated',
    schemas: { 'web:2': 'patient=5..6', 'web:1': 'patient=4..5' },
    to: 'revision:2',
  },
  {
    when: 'a release in between that went back by itself migrated',
    schemas: { 'web:3': 'patient=6c1e..7d2f' },
    bad: 'v3',
    to: 'revision:2',
    migrated: ['web:3: patient 6c1e..7d2f'],
    fix: 'patient to 6c1e',
  },
  {
    when: 'the newest release migrated and went back by itself',
    schemas: { 'web:4': 'patient=6c1e..7d2f' },
    bad: 'v4',
    to: 'revision:2',
    migrated: ['web:4: patient 6c1e..7d2f'],
    fix: 'patient to 6c1e',
  },
  {
    when: 'a release that was deregistered since migrated',
    schemas: { 'web:3': 'patient=6c1e..7d2f' },
    before: deregister('web:3'),
    to: 'revision:2',
    migrated: ['web:3: patient 6c1e..7d2f'],
    fix: 'patient to 6c1e',
  },
  {
    when: 'revisions may not be listed',
    schemas: { 'web:3': 'patient=6c1e..7d2f' },
    before: (shop) => shop.aws.faults.add({ operation: 'ecs:ListTaskDefinitions', do: { kind: 'deny' } }),
    to: 'revision:2',
    migrated: ['web:3: patient 6c1e..7d2f'],
    fix: 'patient to 6c1e',
  },
  {
    when: 'versions are words',
    schemas: { 'web:3': 'patient=6c1e _head_..7d2f _head_ doctor=2 _head_..2 _head_' },
    to: 'revision:2',
    migrated: ['web:3: patient 6c1e _head_..7d2f _head_'],
    fix: 'patient to 6c1e _head_',
  },
  {
    when: 'the version before is not known',
    schemas: { 'web:4': 'patient=..7d2f' },
    to: 'revision:2',
    migrated: ['web:4: patient unknown..7d2f'],
    fix: 'patient to the version before 7d2f',
  },
];

describe('schema-policy: require-compatible', () => {
  test.each(cases)('$when', async ({ schemas, bad, to, before, migrated, fix }) => {
    const shop = await releases(schemas, bad);
    await before?.(shop);
    const serving = shop.state('web').primary;
    const ran = await back(shop, to);
    if (migrated === undefined) {
      expect([ran.verdict, ran.code]).toEqual(['succeeded', undefined]);
      return;
    }
    expect([ran.verdict, ran.code, ran.writes]).toEqual(['failed', 'rollback-target-missing', []]);
    expect(ran.report.diagnosis?.evidence).toEqual(migrated);
    expect(ran.report.diagnosis?.fix).toContain(`run-migration-task with a downgrade of ${fix}`);
    expect(shop.state('web').primary).toBe(serving);
  });
});

test('schema-policy: warn goes back, and names every migration and the choice to run', async () => {
  const shop = await releases({ 'web:3': 'patient=6c1e..7d2f', 'web:4': 'doctor=1..2' });
  const ran = await back(shop, 'revision:2', { 'schema-policy': 'warn' });
  expect([ran.verdict, shop.state('web').primary]).toEqual(['succeeded', 'web:2']);
  const said = ran.report.warnings.join('\n');
  expect(said).toContain('web:4 migrated doctor 1..2, web:3 migrated patient 6c1e..7d2f');
  expect(said).toContain('run-migration-task with a downgrade of doctor to 1, patient to 6c1e');
});

test('forward again after a rollback: what the older release migrated once is no change', async () => {
  const shop = await releases({ 'web:2': 'patient=5..6' });
  expect((await back(shop, 'revision:2')).verdict).toBe('succeeded');
  expect((await back(shop, 'revision:4')).verdict).toBe('succeeded');
});
