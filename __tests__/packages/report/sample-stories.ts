import type { DeploymentReport } from '#report/deployment-report';
import { diagnosis } from '#report/diagnosis';
import { at, crashEvidence, crashLoop, report, revision, row, start, without } from './sample-parts.ts';

const four = ['patient-api', 'patient-web', 'billing-api', 'jobs'];
const unmoved = (name: string) =>
  without(row(name, { verdict: 'skipped', serving: revision(name, 41) }), 'rollout', 'health', 'tookMs');

const denied = diagnosis('access-denied', {
  what: 'the role may not call ecs:UpdateService',
  where: 'service patient-api',
  evidence: [
    'ecs:UpdateService: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/deployer/s is not authorized to perform: ecs:UpdateService',
    '{"Effect":"Allow","Action":"ecs:UpdateService","Resource":"arn:aws:ecs:eu-west-1:123456789012:service/oncolife-prod/patient-api"}',
  ],
  fix: 'Add the IAM statement below to the role that deploys (ecs:UpdateService).',
});

const alembic = diagnosis('migration-failed', {
  what: 'the migration patient ended with exit code 1: relation "intake_form" already exists',
  where: 'migration patient, task 7a1f00c2d4',
  evidence: [
    'psycopg2.errors.DuplicateTable: relation "intake_form" already exists',
    '[SQL: CREATE TABLE intake_form (id UUID NOT NULL, PRIMARY KEY (id))]',
  ],
});

/** Reports of several services, of databases, and of actions other than a deployment. */
export const stories: Readonly<Record<string, DeploymentReport>> = {
  'succeeded-four': report({
    rows: four.map((name, at) =>
      row(name, {
        tookMs: 92_000 + at * 31_000,
        health: at === 3 ? '1/1 running' : '4/4 running, version 9f3c2ab answered 3 times',
      }),
    ),
    migrations: [
      {
        name: 'patient',
        verdict: 'succeeded',
        command: 'alembic upgrade head',
        exitCode: 0,
        schemaBefore: '6c1e',
        schemaAfter: '7d2f',
        tookMs: 21_000,
      },
    ],
    snapshot: {
      database: 'oncolife-prod-db',
      id: 'oncolife-prod-db-19482033011-1',
      verdict: 'succeeded',
      tookMs: 63_000,
    },
    rollbackCommand: 'gh workflow run rollback.yml -f environment=production -f to=release:19447120958-1',
    timeline: [
      at(0, 'snapshot oncolife-prod-db-19482033011-1 of db-instance oncolife-prod-db begun'),
      at(63, 'snapshot oncolife-prod-db-19482033011-1 of db-instance oncolife-prod-db available'),
      ...four.map((name) => at(65, `${name}:42 registered`, name)),
      at(66, 'migration started'),
      at(87, 'migrated'),
      ...four.map((name) => at(88, `${name}:41 → ${name}:42 started`, name)),
      ...four.map((name, index) => at(130 + index * 38, 'stable: 4/4 running', name)),
      at(250, 'https://app.oncolife.example/health answered 3 times'),
    ],
  }),
  'rolled-back-four': report({
    verdict: 'rolled-back',
    finishedAt: start + 231_000,
    diagnosis: crashLoop,
    rows: [
      row('patient-api', {
        verdict: 'rolled-back',
        serving: revision('patient-api', 41),
        diagnosis: crashLoop,
        health: '4/4 running',
        tookMs: 131_000,
      }),
      row('patient-web', {
        verdict: 'rolled-back',
        serving: revision('patient-web', 41),
        health: '2/2 running',
        tookMs: 118_000,
      }),
      row('billing-api', {
        verdict: 'rolled-back',
        serving: revision('billing-api', 41),
        health: '2/2 running',
        tookMs: 104_000,
      }),
      unmoved('jobs'),
    ],
    migrations: [
      {
        name: 'patient',
        verdict: 'succeeded',
        command: 'alembic upgrade head',
        exitCode: 0,
        schemaBefore: '6c1e',
        schemaAfter: '7d2f',
        tookMs: 21_000,
      },
    ],
    warnings: ['the migration patient ran and was not undone: the schema is 7d2f, it was 6c1e'],
    timeline: [
      at(2, 'migration started'),
      at(23, 'migrated'),
      ...four.slice(0, 3).map((name) => at(24, `${name}:41 → ${name}:42 started`, name)),
      at(61, 'task 9f3c41d0a7 stopped: exit 1 in container api', 'patient-api'),
      at(84, 'stable: 4/4 running', 'billing-api'),
      at(90, 'stable: 4/4 running', 'patient-web'),
      at(94, `crash-loop: container "api" exits 1: KeyError: 'DATABASE_URL'`, 'patient-api'),
      at(95, 'going back to patient-api:41', 'patient-api'),
      at(95, 'going back to patient-web:41', 'patient-web'),
      at(95, 'going back to billing-api:41', 'billing-api'),
      at(128, 'billing-api:41 serves again', 'billing-api'),
      at(160, 'patient-web:41 serves again', 'patient-web'),
      at(229, 'patient-api:41 serves again', 'patient-api'),
    ],
    next: 'mend the cause, then deploy again: the previous release serves',
    evidence: crashEvidence,
  }),
  'failed-migration': report({
    verdict: 'failed',
    finishedAt: start + 98_000,
    diagnosis: alembic,
    rows: [unmoved('patient-api'), unmoved('patient-web')],
    migrations: [
      {
        name: 'patient',
        verdict: 'failed',
        command: 'alembic upgrade head',
        task: '7a1f00c2d4',
        exitCode: 1,
        schemaBefore: '6c1e',
        schemaAfter: '6c1e',
        diagnosis: alembic,
        tookMs: 9_000,
      },
    ],
    snapshot: {
      database: 'oncolife-prod-db',
      id: 'oncolife-prod-db-19482033011-1',
      verdict: 'succeeded',
      tookMs: 63_000,
    },
    timeline: [
      at(0, 'snapshot oncolife-prod-db-19482033011-1 of db-instance oncolife-prod-db begun'),
      at(63, 'snapshot oncolife-prod-db-19482033011-1 of db-instance oncolife-prod-db available'),
      at(66, 'migration started'),
      at(97, `migration-failed: ${alembic.what}`),
    ],
    next: 'mend the cause, then run again: no service was touched',
    evidence: [
      {
        title: 'migration patient: log of container api',
        lines: [
          'INFO  [alembic.runtime.migration] Running upgrade 6c1e -> 7d2f, intake form',
          'Traceback (most recent call last):',
          ...alembic.evidence,
        ],
      },
    ],
  }),
  'failed-permission': report({
    verdict: 'failed',
    finishedAt: start + 11_000,
    diagnosis: denied,
    rows: [
      without(
        row('patient-api', { verdict: 'failed', serving: revision('patient-api', 41), diagnosis: denied }),
        'rollout',
        'health',
        'tookMs',
      ),
    ],
    timeline: [at(8, 'patient-api:42 registered', 'patient-api'), at(9, `access-denied: ${denied.what}`)],
    next: 'mend the cause, then run again: no service was touched',
  }),
  'cancelled-early': report({
    verdict: 'cancelled',
    changed: false,
    finishedAt: start + 1_000,
    rows: [{ name: 'patient-api', place: 'oncolife-prod', verdict: 'skipped' }],
    timeline: [at(1, 'cancelled')],
    next: 'run again to go on: no traffic was moved',
  }),
  'failed-inputs': report({
    verdict: 'failed',
    changed: false,
    finishedAt: start + 40,
    diagnosis: diagnosis('invalid-input', {
      what: '3 inputs are not valid: service: is required and missing; allowed: any text · if-in-progress: "later" is not one of these; allowed: wait, fail, supersede · task-defintion: is not an input; did you mean task-definition?',
      where: 'deploy-ecs',
      evidence: [
        'service: is required and missing; allowed: any text',
        'if-in-progress: "later" is not one of these; allowed: wait, fail, supersede',
        'task-defintion: is not an input; did you mean task-definition?',
      ],
      fix: 'Correct these inputs under `with:` of the step that uses deploy-ecs.',
    }),
  }),
  rollback: report({
    action: 'rollback',
    finishedAt: start + 88_000,
    rows: [
      row('patient-api', {
        from: revision('patient-api', 42),
        to: revision('patient-api', 41),
        serving: revision('patient-api', 41),
        health: '4/4 running, version 4be01d5 answered 3 times',
        tookMs: 81_000,
      }),
    ],
    rollbackCommand: 'gh workflow run rollback.yml -f environment=production -f service=patient-api -f to=revision:42',
    timeline: [
      at(1, 'previous is patient-api:41 of release 19447120958-1', 'patient-api'),
      at(2, 'patient-api:42 → patient-api:41 started', 'patient-api'),
      at(83, 'stable: 4/4 running', 'patient-api'),
    ],
    warnings: [
      'The schema stays at 7d2f; patient-api:41 was released with 6c1e. To go back: run-migration-task with command alembic downgrade 6c1e.',
    ],
  }),
  migration: report({
    action: 'run-migration-task',
    finishedAt: start + 27_000,
    migrations: [
      {
        name: 'patient',
        verdict: 'succeeded',
        command: 'alembic upgrade head',
        task: '7a1f00c2d4',
        exitCode: 0,
        schemaBefore: '6c1e',
        schemaAfter: '7d2f',
        tookMs: 21_000,
      },
    ],
    timeline: [at(1, 'task 7a1f00c2d4 started'), at(23, 'exit code 0')],
  }),
  snapshot: report({
    action: 'snapshot-rds',
    finishedAt: start + 66_000,
    snapshot: {
      database: 'oncolife-prod-db',
      id: 'oncolife-prod-db-19482033011-1',
      verdict: 'succeeded',
      tookMs: 63_000,
    },
    timeline: [
      at(0, 'snapshot oncolife-prod-db-19482033011-1 begun'),
      at(63, 'snapshot oncolife-prod-db-19482033011-1 available'),
    ],
  }),
};
