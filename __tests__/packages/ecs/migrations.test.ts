import { describe, expect, test } from '@jest/globals';
import { migrationInputs, prefixedMigrationInputs, withoutPrefix } from '#ecs/migrate/migration-inputs';
import { readMigrations } from '#ecs/migrate/read-migrations';
import { type Migration, type MigrationPlan, runMigrations } from '#ecs/migrate/run-migrations';
import type { Part } from '#rollout/platform';
import type { ContainerSpec } from '../../../local-aws/runtime.ts';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { migrationFailures } from '../../cases/ecs-migrations.ts';
import { contextOf, taskStage } from './task-stage.ts';

const migration = (name: string, more: Partial<Migration> = {}): Migration => ({
  name,
  service: 'api',
  command: ['alembic', '-n', name, 'upgrade', 'head'],
  environment: {},
  ...more,
});

const planOf = (rows: readonly Migration[], more: Partial<MigrationPlan> = {}): MigrationPlan => ({
  cluster: 'demo',
  release: '777-1',
  rows,
  logs: 'stream',
  ifRunning: 'wait',
  onCancel: 'stop',
  timeoutMs: 120_000,
  ...more,
});

const partOf = (definition: string): Part => {
  const revision = { id: definition, label: 'api:2', images: [] };
  return {
    v: 1,
    platform: 'ecs',
    goal: 'release',
    row: 'api',
    place: 'demo',
    to: revision,
    from: revision,
    startedAt: 0,
    undo: {},
  };
};

/** Runs a plan on a stage whose containers meet the fate that their command and environment give them. */
async function run(plan: MigrationPlan, fateOf: (command: string, spec: ContainerSpec) => Fate) {
  const { stage, definition } = await taskStage({ job: (spec) => fateOf((spec.command ?? []).join(' '), spec) });
  const { aws, context } = await contextOf(stage);
  const rows = await runMigrations(plan, { ecs: context.ecs, aws }, [partOf(definition)], () => {});
  return { rows, aws, stage };
}

test('several in order, with the schema before and after each', async () => {
  const ran: string[] = [];
  const versions = ['aaa', 'bbb (head)'];
  const { rows } = await run(
    planOf([migration('patient', { versionCommand: ['alembic', 'current'] }), migration('staff')]),
    (command) => {
      ran.push(command);
      if (command === 'alembic current')
        return { kind: 'exits', code: 0, after: 500, log: ['INFO  context', versions.shift() ?? '', ''] };
      return { kind: 'exits', code: 0, after: 2_000, log: ['ok'] };
    },
  );
  expect(ran).toEqual([
    'alembic current',
    'alembic -n patient upgrade head',
    'alembic current',
    'alembic -n staff upgrade head',
  ]);
  expect(rows).toMatchObject([
    { name: 'patient', verdict: 'succeeded', exitCode: 0, schemaBefore: 'aaa', schemaAfter: 'bbb (head)' },
    { name: 'staff', verdict: 'succeeded', exitCode: 0 },
  ]);
});

test.each(migrationFailures)('$code: $name', async ({ code, log, what }) => {
  const { rows } = await run(planOf([migration('patient'), migration('staff')]), () => ({
    kind: 'exits',
    code: 1,
    after: 500,
    log: [...log],
  }));
  expect(rows).toMatchObject([
    { name: 'patient', verdict: 'failed', exitCode: 1, diagnosis: { code } },
    { name: 'staff', verdict: 'skipped' },
  ]);
  expect(rows[0]?.diagnosis?.what).toMatch(what);
  for (const line of log) expect(rows[0]?.diagnosis?.evidence).toContain(line);
});

test.each([
  ['failed', 'image-not-found', { kind: 'image-not-found' }],
  ['timed-out', 'deadline-exceeded', { kind: 'runs' }],
  ['failed', 'out-of-memory', { kind: 'out-of-memory', after: 500 }],
] as const)('%s with the cause of the task: %s', async (verdict, code, fate) => {
  const { rows } = await run(planOf([migration('patient')]), () => fate);
  expect(rows).toMatchObject([{ verdict, diagnosis: { code } }]);
});

describe('lock-timeout', () => {
  const seen = async (environment: Readonly<Record<string, string>>) => {
    const found: (string | undefined)[] = [];
    await run(planOf([migration('patient', { environment })], { lockTimeout: '5s' }), (_command, spec) => {
      found.push(spec.environment.PGOPTIONS);
      return { kind: 'exits', code: 0, after: 100 };
    });
    return found;
  };

  test('travels as PGOPTIONS', async () => {
    expect(await seen({})).toEqual(['-c lock_timeout=5s']);
  });

  test('leaves PGOPTIONS alone that are set', async () => {
    expect(await seen({ PGOPTIONS: '-c statement_timeout=1s' })).toEqual(['-c statement_timeout=1s']);
  });
});

test('a database that was never migrated has the schema empty, whatever the tool logs', async () => {
  const context = [
    'INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.',
    'INFO Will assume transactional DDL.',
  ];
  const versions = [[], ['0001 (head)', 'WARNING: something is old']];
  const { rows } = await run(planOf([migration('patient', { versionCommand: ['alembic', 'current'] })]), (command) => ({
    kind: 'exits',
    code: 0,
    after: 100,
    log: command === 'alembic current' ? [...context, ...(versions.shift() ?? [])] : [],
  }));
  expect(rows).toMatchObject([{ schemaBefore: 'empty', schemaAfter: '0001 (head)' }]);
});

test('a schema version that cannot be read is a warning', async () => {
  const { rows, aws } = await run(
    planOf([migration('patient', { versionCommand: ['alembic', 'current'] })]),
    (command) =>
      command === 'alembic current'
        ? { kind: 'exits', code: 2, after: 100, log: ['no'] }
        : { kind: 'exits', code: 0, after: 100 },
  );
  expect(rows).toMatchObject([{ verdict: 'succeeded' }]);
  expect(rows[0]).not.toHaveProperty('schemaBefore');
  expect(aws.lines.filter((line) => line.startsWith('warning:'))).toHaveLength(2);
});

test('a cancel between two migrations starts no further task', async () => {
  const { stage, definition } = await taskStage({ job: { kind: 'runs' } });
  const { aws, context } = await contextOf(stage);
  stage.clock.at(stage.clock.now() + 30_000, () => aws.abort.abort(new Error('cancelled')));
  const rows = await runMigrations(
    planOf([migration('patient'), migration('staff')]),
    { ecs: context.ecs, aws },
    [partOf(definition)],
    () => {},
  );
  expect(rows).toMatchObject([{ verdict: 'cancelled' }, { name: 'staff', verdict: 'skipped' }]);
});

const parsed = {
  command: undefined,
  migrations: undefined,
  'schema-version-command': undefined,
  'container-name': undefined,
  'environment-variables': undefined,
  'timeout-minutes': 1_800_000,
  logs: 'stream',
  'if-running': 'wait',
  'on-cancel': 'stop',
  'lock-timeout': undefined,
} as const;
const scope = { cluster: 'demo', service: 'api', release: '777-1' };

test('the shorthand is a migration of one row, named after its service', () => {
  expect(readMigrations(parsed, scope)).toBeUndefined();
  for (const evidence of ['redacted', 'none'] as const) {
    expect(readMigrations({ ...parsed, command: ['migrate'] }, { ...scope, evidence })?.logs).toBe('link');
  }
  expect(readMigrations({ ...parsed, command: ['migrate'], 'lock-timeout': '5s' }, scope)).toMatchObject({
    lockTimeout: '5s',
    rows: [{ name: 'api', service: 'api', command: ['migrate'] }],
  });
});

test.each([
  ['both', { ...parsed, command: ['migrate'], migrations: [] }, scope],
  ['no service', { ...parsed, command: ['migrate'] }, { ...scope, service: undefined }],
])('%s is refused', (_name, inputs, where) => {
  expect(() => readMigrations(inputs, where)).toThrow('invalid-input');
});

test('migrations are read from YAML; bad ones are named with their place', async () => {
  const { kind } = migrationInputs.migrations;
  expect(await kind.parse('- { name: patient, service: api, command: alembic upgrade "the head" }')).toEqual([
    { name: 'patient', service: 'api', command: ['alembic', 'upgrade', 'the head'] },
  ]);
  await expect(kind.parse('- { name: a, service: api }')).rejects.toThrow('row 1, command: ');
  await expect(
    kind.parse('- { name: a, service: api, command: x }\n- { name: a, service: api, command: x }'),
  ).rejects.toThrow('same name');
  await expect(kind.parse('- { name: a, service: api, command: x, wrong: 1 }')).rejects.toThrow('wrong');
  expect(() => migrationInputs['lock-timeout'].kind.parse('soon')).toThrow();
});

test('deploy-ecs has the same inputs, prefixed where names would meet', () => {
  expect(Object.keys(prefixedMigrationInputs).toSorted()).toEqual([
    'migration-command',
    'migration-container-name',
    'migration-environment-variables',
    'migration-if-running',
    'migration-lock-timeout',
    'migration-logs',
    'migration-on-cancel',
    'migration-timeout-minutes',
    'migrations',
    'schema-version-command',
  ]);
  const prefixed = {
    migrations: undefined,
    'schema-version-command': undefined,
    'migration-command': ['x'],
    'migration-container-name': 'api',
    'migration-environment-variables': undefined,
    'migration-timeout-minutes': 60_000,
    'migration-logs': 'tail',
    'migration-if-running': 'fail',
    'migration-on-cancel': 'leave',
    'migration-lock-timeout': '1s',
  } as const;
  expect(withoutPrefix(prefixed)).toMatchObject({
    command: ['x'],
    'container-name': 'api',
    logs: 'tail',
    'lock-timeout': '1s',
  });
});
