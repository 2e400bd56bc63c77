import type { DeploymentReport } from '#report/deployment-report';
import { diagnosis } from '#report/diagnosis';
import { at, crashEvidence, crashLoop, report, revision, rolloutArn, row, start, without } from './sample-parts.ts';

const undo = 'gh workflow run rollback.yml -f environment=production -f service=patient-api -f to=revision:41';
const oneService = [
  at(0, 'preflight: 14 checks passed'),
  at(3, 'patient-api:42 registered', 'patient-api'),
  at(4, 'patient-api:41 → patient-api:42 started', 'patient-api'),
  at(96, 'stable: 4/4 running', 'patient-api'),
  at(102, 'version 9f3c2ab answered 3 times', 'patient-api'),
];

/** One report for each verdict that a single service can end with. */
export const singleService: Readonly<Record<string, DeploymentReport>> = {
  succeeded: report({
    finishedAt: start + 103_000,
    rows: [
      row('patient-api', {
        changes: [
          'container api',
          '- image oncolife-patient-api@sha256:1c7be0a2d94f',
          '+ image oncolife-patient-api@sha256:9f3c2ab41d02',
          '+ environment FEATURE_INTAKE=on',
        ],
      }),
    ],
    rollbackCommand: undo,
    timeline: oneService,
    warnings: ['The certificate of https://app.oncolife.example expires in 12 days.'],
  }),
  unchanged: report({
    verdict: 'unchanged',
    changed: false,
    finishedAt: start + 2_400,
    rows: [
      without(
        row('patient-api', { verdict: 'unchanged', from: revision('patient-api', 42), health: '4/4 running' }),
        'rollout',
        'tookMs',
      ),
    ],
    timeline: [at(2, 'patient-api:42 serves already', 'patient-api')],
  }),
  planned: report({
    verdict: 'planned',
    changed: false,
    finishedAt: start + 3_100,
    rows: [
      without(
        row('patient-api', {
          verdict: 'planned',
          serving: revision('patient-api', 41),
          changes: [
            'container api',
            '- image oncolife-patient-api@sha256:1c7be0a2d94f',
            '+ image oncolife-patient-api@sha256:9f3c2ab41d02',
            '- environment LOG_LEVEL=debug',
            '+ environment LOG_LEVEL=info',
          ],
        }),
        'rollout',
        'tookMs',
        'health',
      ),
    ],
    timeline: [
      at(2, 'take a snapshot of oncolife-prod-db'),
      at(2, 'register patient-api:42', 'patient-api'),
      at(2, 'run the migration patient: alembic upgrade head'),
      at(2, 'update the service: 4 tasks, at least 4 and at most 8 during the rollout', 'patient-api'),
      at(2, 'check https://app.oncolife.example/health for version 9f3c2ab'),
    ],
  }),
  started: report({
    action: 'register-and-deploy-task-def',
    verdict: 'started',
    finishedAt: start + 4_000,
    rows: [without(row('patient-api', { verdict: 'started' }), 'serving', 'health', 'tookMs')],
    timeline: [
      at(2, 'patient-api:42 registered', 'patient-api'),
      at(3, 'patient-api:41 → patient-api:42 started', 'patient-api'),
    ],
    rollbackCommand: undo,
  }),
  'rolled-back': report({
    verdict: 'rolled-back',
    finishedAt: start + 141_000,
    diagnosis: crashLoop,
    rows: [
      row('patient-api', {
        verdict: 'rolled-back',
        serving: revision('patient-api', 41),
        health: '4/4 running',
        diagnosis: crashLoop,
        tookMs: 131_000,
      }),
    ],
    timeline: [
      ...oneService.slice(0, 3),
      at(41, 'task 9f3c41d0a7 stopped: exit 1 in container api', 'patient-api'),
      at(66, 'task 60a7cc12bf stopped: exit 1 in container api (2nd time)', 'patient-api'),
      at(71, `crash-loop: container "api" exits 1: KeyError: 'DATABASE_URL'`, 'patient-api'),
      at(72, 'going back to patient-api:41', 'patient-api'),
      at(140, 'patient-api:41 serves again', 'patient-api'),
    ],
    next: 'mend the cause, then deploy again: the previous release serves',
    evidence: crashEvidence,
  }),
  'rollback-failed': report({
    verdict: 'rollback-failed',
    finishedAt: start + 1_330_000,
    diagnosis: crashLoop,
    rows: [
      without(
        row('patient-api', {
          verdict: 'rollback-failed',
          health: '2/4 running, 2 of them patient-api:41',
          diagnosis: crashLoop,
          tookMs: 1_325_000,
        }),
        'serving',
      ),
    ],
    timeline: [
      ...oneService.slice(0, 3),
      at(71, `crash-loop: container "api" exits 1: KeyError: 'DATABASE_URL'`, 'patient-api'),
      at(72, 'going back to patient-api:41', 'patient-api'),
      at(
        110,
        'image-not-found: patient-api:41 needs oncolife-patient-api@sha256:1c7be0a2d94f, which is gone',
        'patient-api',
      ),
      at(
        1_328,
        'rollback failed: image-not-found: patient-api:41 needs oncolife-patient-api@sha256:1c7be0a2d94f, which is gone',
        'patient-api',
      ),
    ],
    next: 'put the previous release back by hand: aws ecs update-service --cluster oncolife-prod --service patient-api --task-definition patient-api:40',
    warnings: ['the migration patient ran and was not undone: the schema is 7d2f, it was 6c1e'],
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
    evidence: crashEvidence,
  }),
  'timed-out': report({
    verdict: 'timed-out',
    finishedAt: start + 1_204_000,
    diagnosis: diagnosis('deadline-exceeded', {
      what: 'not stable after 20 minutes: 3/4 new tasks running, 1 pending since 17m 40s',
      where: 'service patient-api, rollout-timeout-minutes',
      evidence: ['(service patient-api) was unable to place a task. Reason: Capacity is unavailable at this time.'],
      confidence: 'likely',
    }),
    rows: [
      without(
        row('patient-api', {
          verdict: 'timed-out',
          health: '3/4 new running, 1 pending, 4 old serving',
          tookMs: 1_200_000,
        }),
        'serving',
      ),
    ],
    timeline: oneService.slice(0, 3),
    rollbackCommand: undo,
    next: `put the previous release back by hand: ${undo}`,
  }),
  cancelled: report({
    verdict: 'cancelled',
    finishedAt: start + 48_000,
    rows: [
      without(
        row('patient-api', { verdict: 'cancelled', health: '1/4 new running, 4 old serving' }),
        'serving',
        'tookMs',
      ),
    ],
    timeline: [...oneService.slice(0, 3), at(44, 'cancelled'), at(45, 'going back to patient-api:41', 'patient-api')],
    warnings: ['The run was ended before it could report: cancelled by a person or a newer run (SIGINT).'],
    next: 'The post step of this job finishes what was started.',
  }),
  superseded: report({
    verdict: 'superseded',
    finishedAt: start + 63_000,
    rows: [
      row('patient-api', {
        verdict: 'superseded',
        serving: {
          ...revision('patient-api', 43),
          commit: 'c01df00d5a6c7f8e9d0a1b2c3d4e5f60718293a4',
          release: '19482117004-1',
        },
        health: '4/4 running',
        tookMs: 58_000,
      }),
    ],
    timeline: [...oneService.slice(0, 3), at(61, 'another deployment became PRIMARY: patient-api:43', 'patient-api')],
    next: 'look at the deployment that came after this one: its run has the say now',
  }),
  paused: report({
    action: 'wait-stable-and-healthcheck',
    verdict: 'paused',
    finishedAt: start + 610_000,
    rows: [
      without(
        row('patient-api', {
          verdict: 'paused',
          health: '4/4 new running, 10 % of requests',
          rollout: rolloutArn('patient-api', 'Qx7RkTz0bW3nYv5LmPd2c'),
        }),
        'serving',
        'tookMs',
      ),
    ],
    timeline: [
      at(4, 'canary: 10 % of requests go to patient-api:42', 'patient-api'),
      at(610, 'waits for approval in hook pre-production', 'patient-api'),
    ],
    next: `continue or roll back the paused deployment ${rolloutArn('patient-api', 'Qx7RkTz0bW3nYv5LmPd2c')}`,
  }),
  skipped: report({
    verdict: 'skipped',
    changed: false,
    finishedAt: start + 1_000,
    rows: [
      without(
        row('patient-api', { verdict: 'skipped', serving: revision('patient-api', 41) }),
        'rollout',
        'health',
        'tookMs',
      ),
    ],
  }),
  unknown: report({
    verdict: 'unknown',
    finishedAt: start + 214_000,
    diagnosis: diagnosis('credentials-expired', {
      what: 'the security token expired while the rollout was followed, and could not be renewed',
      where: 'ecs:DescribeServiceDeployments',
      evidence: ['ExpiredTokenException: The security token included in the request is expired'],
    }),
    rows: [
      without(
        row('patient-api', { verdict: 'unknown', health: '2/4 new running, 4 old serving, seen at 03:21' }),
        'serving',
        'tookMs',
      ),
    ],
    timeline: [
      ...oneService.slice(0, 3),
      at(201, '2/4 new running, 4 old serving', 'patient-api'),
      at(214, 'lost sight: credentials expired'),
    ],
    next: `see what became of it: aws ecs describe-service-deployments --service-deployment-arns ${rolloutArn('patient-api', 'Qx7RkTz0bW3nYv5LmPd2c')}`,
  }),
};
