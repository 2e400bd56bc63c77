import { afterAll, describe, expect, test } from '@jest/globals';
import { openFarEnd } from '../support/far-end.ts';
import { paceForMachine } from '../support/pace-for-machine.ts';
import type { Signals } from '../support/run-program.ts';
import { type JobOptions, runJob } from './run-job.ts';
import { expectLeft, expectShown, type Left, type Shown, silent } from './shown.ts';

type Ended = Pick<Shown, 'headline' | 'serving' | 'last'> & {
  readonly code?: string;
  readonly verdict?: string;
  readonly changed: boolean;
};

interface Case {
  /** The service, which names the case: what was under way when the signal came. */
  readonly during: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly endAt: NonNullable<JobOptions['endAt']>;
  /** A call that is answered late. */
  readonly late?: string;
  readonly main: Ended;
  /** What post shows; `silent` when nothing was left to do. */
  readonly post: typeof silent | Omit<Ended, 'changed'>;
  readonly left: Left & { readonly state: string };
}

const unhealthy = JSON.stringify([{ url: 'SITE', 'budget-seconds': 4, 'interval-seconds': 1 }]);
const migration = { 'migration-command': 'slow' };
const soon: Signals = [['SIGTERM', 0]];

const nothingMoved = (service: string, changed: boolean): Ended => ({
  changed,
  headline: `🛑 Cancelled before it was done · ${service}`,
  serving: `\`${service}:1\``,
  last: [`✗ Cancelled before it was done · ${service}`, 'no traffic was moved'],
});
const stopped = (service: string) => ({
  code: 'stopped-by-person',
  last: [`✗ Cancelled before it was done · ${service} 1 → 2`, 'no traffic was moved'] as const,
});
const goingBack = (service: string): Ended => ({
  changed: true,
  headline: `🛑 Cancelled before it was done · ${service}`,
  serving: 'not settled',
  last: [
    `✗ Cancelled before it was done · ${service} 1 → 2`,
    `the post step of this job follows the way back: ${service} to ${service}:1`,
  ],
});
const wentBack = (service: string) => ({
  headline: `🛑 Cancelled before it was done · ${service}`,
  serving: `\`${service}:1\`, the previous release`,
  last: [`✗ Cancelled before it was done · ${service} 1 → 2`, `${service}:1 serves again`] as const,
});

const cases: readonly Case[] = [
  {
    during: 'reading',
    endAt: { call: 'ecs:DescribeServices' },
    main: { ...nothingMoved('reading', false), serving: 'what served before; this run touched nothing' },
    post: silent,
    left: { state: 'none' },
  },
  {
    during: 'snapshot',
    with: { 'snapshot-db-instance': 'orders' },
    endAt: { call: 'rds:DescribeDBSnapshots' },
    main: nothingMoved('snapshot', true),
    post: silent,
    left: { state: 'none' },
  },
  {
    during: 'registering',
    endAt: { call: 'ecs:RegisterTaskDefinition' },
    late: 'ecs:RegisterTaskDefinition',
    main: nothingMoved('registering', true),
    post: silent,
    left: { state: 'open' },
  },
  {
    during: 'staged',
    with: migration,
    endAt: { call: 'ecs:ListTasks' },
    late: 'ecs:ListTasks',
    main: { ...nothingMoved('staged', true), ...stopped('staged') },
    post: silent,
    left: { state: 'skipped' },
  },
  {
    during: 'starting-task',
    with: migration,
    endAt: { call: 'ecs:RunTask' },
    late: 'ecs:RunTask',
    main: { ...nothingMoved('starting-task', true), ...stopped('starting-task') },
    post: { ...nothingMoved('starting-task', true), last: stopped('starting-task').last },
    left: { state: 'skipped' },
  },
  {
    during: 'migrating',
    with: migration,
    endAt: { call: 'ecs:DescribeTasks', times: 4 },
    main: { ...nothingMoved('migrating', true), ...stopped('migrating') },
    post: { ...nothingMoved('migrating', true), last: stopped('migrating').last },
    left: { state: 'skipped' },
  },
  {
    during: 'shifting',
    endAt: { call: 'ecs:UpdateService' },
    late: 'ecs:UpdateService',
    main: goingBack('shifting'),
    post: wentBack('shifting'),
    left: { state: 'rolled-back' },
  },
  {
    during: 'following',
    with: { 'migration-command': 'quick' },
    endAt: { call: 'ecs:DescribeServiceDeployments', times: 3 },
    main: goingBack('following'),
    post: wentBack('following'),
    left: { state: 'rolled-back' },
  },
  {
    during: 'sigterm',
    endAt: { call: 'ecs:DescribeServiceDeployments', times: 2, signals: soon },
    main: goingBack('sigterm'),
    post: wentBack('sigterm'),
    left: { state: 'rolled-back' },
  },
  {
    during: 'verifying',
    with: { 'health-checks': unhealthy },
    endAt: { call: 'GET /verifying' },
    main: goingBack('verifying'),
    post: wentBack('verifying'),
    left: { state: 'rolled-back' },
  },
  {
    during: 'restoring',
    with: { 'health-checks': unhealthy },
    endAt: { call: 'ecs:UpdateService', times: 2 },
    main: {
      ...goingBack('restoring'),
      verdict: 'failed',
      code: 'http-check-failed',
      headline: '❌ Not deployed · restoring',
      last: ['✗ Not deployed · restoring 1 → 2 · http-check-failed', goingBack('restoring').last[1]],
    },
    post: wentBack('restoring'),
    left: { state: 'rolled-back' },
  },
];

const far = await openFarEnd({
  // Slow enough that main has time to answer a signal, as it has 5 s on a runner.
  speed: paceForMachine(6),
  services: [...cases.map(({ during }) => during)],
  databases: ['orders'],
  fates: { slow: { kind: 'runs', log: ['migrating'] } },
});
afterAll(() => far.close());

describe('deploy-ecs, cancelled', () => {
  test.concurrent.each(cases)(
    'while $during',
    async (scene) => {
      const { during: service, endAt, late } = scene;
      far.answer(service, 503);
      const { main, post } = await runJob(far, 'deploy-ecs', {
        inputs: { cluster: 'shop', service, image: far.push(service, 'v2'), ...sited(scene) },
        endAt,
        ...(late === undefined ? {} : { late: { call: late, body: service } }),
      });
      const { code = '', ...told } = scene.main;
      expectShown(main, { exitCode: 1, verdict: 'cancelled', code, annotation: code || 'cancelled', ...told });
      if (scene.left.state === 'rolled-back') {
        // Main itself has started the way back: post may never run.
        expect(main.report?.timeline.map(({ what }) => what)).toContain(`going back to ${service}:1`);
      }
      if (scene.post === silent) expect(post).toMatchObject(silent);
      else if (post !== undefined && !('exitCode' in scene.post)) {
        expectShown(post, { exitCode: 0, annotation: scene.post.code ?? 'cancelled', ...scene.post });
      }
      expectLeft(far, service, { record: [`${service}:2`, scene.left.state] });
    },
    Math.ceil(420_000 / far.speed) + 60_000,
  );
});

const sited = ({ during, with: inputs = {} }: Case) =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, value.replace('SITE', far.site(during))]));
