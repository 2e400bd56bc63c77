import { afterAll, describe, expect, test } from '@jest/globals';
import { type FarEnd, openFarEnd } from '../support/far-end.ts';
import { type JobEnd, runJob } from './run-job.ts';
import { expectLeft, expectShown, type Left, type Shown, silent } from './shown.ts';

interface Case {
  readonly action: string;
  /** The service that it works on. */
  readonly on: string;
  /** Runs the action after what must have happened before. */
  readonly job: (far: FarEnd, on: string) => Promise<JobEnd>;
  readonly shown: Shown;
  readonly left: Left;
}

const shop = (service: string) => ({ cluster: 'shop', service, environment: 'production' });

const cases: readonly Case[] = [
  {
    action: 'deploy-ecs',
    on: 'all',
    job: (far, on) =>
      runJob(far, 'deploy-ecs', {
        inputs: {
          ...shop(on),
          image: far.push(on, 'v2'),
          'snapshot-db-instance': 'orders',
          'migration-command': 'migrate up',
          'schema-version-command': 'current',
          'health-url': far.site(on),
        },
      }),
    shown: {
      exitCode: 0,
      verdict: 'succeeded',
      changed: true,
      annotation: '',
      headline: '✅ Deployed · all 1 → 2',
      serving: '`all:2`, the new release',
      last: ['✓ Deployed · all 1 → 2 · production', '--task-definition all:1'],
      outputs: {
        'task-definition-arn': 'arn:aws:ecs:eu-central-1:111122223333:task-definition/all:2',
        'previous-task-definition-arn': 'arn:aws:ecs:eu-central-1:111122223333:task-definition/all:1',
        'snapshot-id': expect.stringContaining('orders') as unknown as string,
      },
    },
    left: { serves: 'all:2', record: ['all:2', 'succeeded'] },
  },
  {
    action: 'register-and-deploy-task-def',
    on: 'register',
    job: (far, on) =>
      runJob(far, 'register-and-deploy-task-def', { inputs: { ...shop(on), image: far.push(on, 'v2') } }),
    shown: {
      exitCode: 0,
      verdict: 'started',
      changed: true,
      annotation: '',
      headline: '▶️ Rollout started; this step does not wait for its end · register',
      serving: 'the old release until the rollout ends',
      last: ['· Rollout started; this step does not wait', 'wait-stable-and-healthcheck with release-id'],
    },
    left: { serves: 'register:2', record: ['register:2', 'started'] },
  },
  {
    action: 'wait-stable-and-healthcheck',
    on: 'wait',
    async job(far, on) {
      const { release } = await runJob(far, 'register-and-deploy-task-def', {
        inputs: { ...shop(on), image: far.push(on, 'v2') },
      });
      const inputs = { ...shop(on), 'release-id': release, 'health-url': far.site(on) };
      return await runJob(far, 'wait-stable-and-healthcheck', { inputs });
    },
    shown: {
      exitCode: 0,
      verdict: 'succeeded',
      changed: true,
      annotation: '',
      headline: '✅ Deployed and verified · wait 1 → 2',
      serving: '`wait:2`, the new release',
      last: ['✓ Deployed and verified · wait 1 → 2', '--task-definition wait:1'],
    },
    left: { serves: 'wait:2', record: ['wait:2', 'succeeded'] },
  },
  {
    action: 'rollback',
    on: 'back',
    async job(far, on) {
      await runJob(far, 'deploy-ecs', { inputs: { ...shop(on), image: far.push(on, 'v2') } });
      return await runJob(far, 'rollback', { inputs: { ...shop(on), 'health-url': far.site(on) } });
    },
    shown: {
      exitCode: 0,
      verdict: 'succeeded',
      changed: true,
      annotation: '',
      headline: '✅ Rolled back: the earlier release serves · back 2 → 1',
      serving: '`back:1`, the release asked for',
      last: ['✓ Rolled back: the earlier release serves · back 2 → 1', '--task-definition back:2'],
      outputs: {
        'task-definition-arn': 'arn:aws:ecs:eu-central-1:111122223333:task-definition/back:1',
        'previous-task-definition-arn': 'arn:aws:ecs:eu-central-1:111122223333:task-definition/back:2',
      },
    },
    left: { serves: 'back:1', record: ['back:2', 'succeeded'] },
  },
  {
    action: 'run-migration-task',
    on: 'migrate',
    job: (far, on) =>
      runJob(far, 'run-migration-task', {
        inputs: { ...shop(on), command: 'migrate up', 'schema-version-command': 'current' },
      }),
    shown: {
      exitCode: 0,
      verdict: 'succeeded',
      // The schema is where it was.
      changed: false,
      annotation: '',
      headline: '✅ Migrated',
      serving: '',
      last: ['✓ Migrated · production', '→ nothing is left to do'],
      outputs: { 'exit-code': '0', 'schema-before': '0042', 'schema-after': '0042' },
    },
    left: {},
  },
  {
    action: 'snapshot-rds',
    on: 'snapshot',
    job: (far) => runJob(far, 'snapshot-rds', { inputs: { 'db-instance': 'users', 'snapshot-id': 'before-v2' } }),
    shown: {
      exitCode: 0,
      verdict: 'succeeded',
      changed: true,
      annotation: '',
      headline: '✅ Snapshot taken',
      serving: '',
      last: ['✓ Snapshot taken', '→ nothing is left to do'],
      outputs: {
        'snapshot-id': 'before-v2',
        'snapshot-arn': 'arn:aws:rds:eu-central-1:111122223333:snapshot:before-v2',
      },
    },
    left: {},
  },
];

const far = await openFarEnd({
  services: cases.map(({ on }) => on),
  databases: ['orders', 'users'],
  fates: { current: { kind: 'exits', code: 0, after: 500, log: ['0042'] } },
});
afterAll(() => far.close());

describe('bundles that do what they are asked', () => {
  test.concurrent.each(cases)('$action', async ({ on, job, shown, left }) => {
    const { main, post } = await job(far, on);
    expectShown(main, shown);
    if (post !== undefined) expect(post).toMatchObject(silent);
    if (shown.verdict === 'started') await far.settled(on);
    expectLeft(far, on, left);
  });
});
