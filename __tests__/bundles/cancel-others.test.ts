import { afterAll, describe, expect, test } from '@jest/globals';
import { type FarEnd, openFarEnd } from '../support/far-end.ts';
import { paceForMachine } from '../support/pace-for-machine.ts';
import { type JobOptions, runJob } from './run-job.ts';
import { expectLeft, expectShown, type Left, type Shown, silent } from './shown.ts';

type Inputs = Readonly<Record<string, string>>;

interface Case {
  readonly action: string;
  /** The service, which names the case. */
  readonly on: string;
  readonly with?: Inputs;
  /** Runs before: an action with its inputs. */
  readonly before?: (far: FarEnd, on: string) => readonly [string, Inputs];
  readonly endAt: NonNullable<JobOptions['endAt']>;
  readonly late?: string;
  readonly main: Omit<Shown, 'exitCode' | 'verdict'>;
  readonly post?: typeof silent | Omit<Shown, 'exitCode' | 'verdict'>;
  readonly left: Left & { readonly task?: 'goes on' };
}

const released = (far: FarEnd, on: string) => ['deploy-ecs', { image: far.push(on, 'v2') }] as const;
const started = (far: FarEnd, on: string) => ['register-and-deploy-task-def', { image: far.push(on, 'v2') }] as const;
const following = { call: 'ecs:DescribeServiceDeployments', times: 2 };
const noService = { annotation: 'cancelled', headline: '🛑 Cancelled before it was done', serving: '' };
const leftMoving = (on: string, change: string) => ({
  annotation: 'cancelled',
  headline: `🛑 Cancelled before it was done · ${on}`,
  serving: 'not settled',
  last: [`✗ Cancelled before it was done · ${on} ${change}`, `${on} left as it is (on-cancel: leave)`] as const,
});

const cases: readonly Case[] = [
  {
    action: 'wait-stable-and-healthcheck',
    on: 'wait-left',
    before: started,
    endAt: following,
    main: { changed: true, ...leftMoving('wait-left', '1 → 2') },
    // Whether the rollout is over by now is nobody's to say.
    post: { ...leftMoving('wait-left', '1 → 2'), serving: 'Serving now' },
    left: { serves: 'wait-left:2', record: ['wait-left:2', 'cancelled'] },
  },
  {
    action: 'wait-stable-and-healthcheck',
    on: 'wait-back',
    before: started,
    with: { 'on-cancel': 'rollback' },
    endAt: following,
    main: {
      changed: true,
      annotation: 'cancelled',
      headline: '🛑 Cancelled before it was done · wait-back',
      serving: 'not settled',
      last: ['wait-back 1 → 2', 'the post step of this job follows the way back: wait-back to wait-back:1'],
    },
    post: {
      annotation: 'cancelled',
      headline: '🛑 Cancelled before it was done · wait-back',
      serving: '`wait-back:1`, the previous release',
      last: ['wait-back 1 → 2', 'wait-back:1 serves again'],
    },
    left: { record: ['wait-back:2', 'rolled-back'] },
  },
  {
    action: 'rollback',
    on: 'back-left',
    before: released,
    endAt: following,
    main: { changed: true, ...leftMoving('back-left', '2 → 1') },
    post: { ...leftMoving('back-left', '2 → 1'), serving: 'Serving now' },
    left: { serves: 'back-left:1' },
  },
  {
    action: 'rollback',
    on: 'back-shifting',
    before: released,
    endAt: { call: 'ecs:UpdateService' },
    late: 'ecs:UpdateService',
    main: { changed: true, ...leftMoving('back-shifting', '2 → 1') },
    post: { ...leftMoving('back-shifting', '2 → 1'), serving: 'Serving now' },
    left: { serves: 'back-shifting:1' },
  },
  {
    action: 'run-migration-task',
    on: 'asked',
    with: { command: 'slow' },
    endAt: { call: 'ecs:RunTask' },
    late: 'ecs:RunTask',
    main: {
      ...noService,
      changed: true,
      code: 'stopped-by-person',
      annotation: 'stopped-by-person',
      last: [
        '✗ Cancelled before it was done · stopped-by-person',
        '→ the post step of this job makes sure that the task ends',
      ],
    },
    post: { ...noService, last: ['✗ Cancelled before it was done', '→ look at the schema before running again'] },
    left: {},
  },
  {
    action: 'run-migration-task',
    on: 'runs',
    with: { command: 'slow' },
    endAt: { call: 'ecs:DescribeTasks', times: 6 },
    main: {
      ...noService,
      changed: true,
      code: 'stopped-by-person',
      annotation: 'stopped-by-person',
      last: [
        '✗ Cancelled before it was done · stopped-by-person',
        '→ the post step of this job makes sure that the task ends',
      ],
      outputs: { 'task-arn': expect.stringContaining('task/shop/') as unknown as string },
    },
    post: { ...noService, last: ['✗ Cancelled before it was done', '→ look at the schema before running again'] },
    left: {},
  },
  {
    action: 'run-migration-task',
    on: 'runs-on',
    with: { command: 'slow', 'on-cancel': 'leave' },
    endAt: { call: 'ecs:DescribeTasks', times: 6 },
    main: {
      ...noService,
      changed: true,
      code: 'stopped-by-person',
      annotation: 'stopped-by-person',
      last: ['✗ Cancelled before it was done · stopped-by-person: the run was cancelled; its task runs on', '→ '],
    },
    post: silent,
    left: { task: 'goes on' },
  },
  {
    action: 'snapshot-rds',
    on: 'snapshot',
    with: { 'db-instance': 'orders' },
    endAt: { call: 'rds:DescribeDBSnapshots' },
    main: {
      ...noService,
      changed: true,
      last: ['✗ Cancelled before it was done', 'goes on'],
      outputs: { 'snapshot-id': expect.stringContaining('orders-') as unknown as string },
    },
    left: {},
  },
  {
    action: 'register-and-deploy-task-def',
    on: 'register',
    with: { image: 'v2' },
    endAt: { call: 'ecs:UpdateService' },
    late: 'ecs:UpdateService',
    main: { changed: true, ...leftMoving('register', '1 → 2') },
    left: { serves: 'register:2' },
  },
];

const far = await openFarEnd({
  // Slow enough that main has time to answer a signal, as it has 5 s on a runner.
  speed: paceForMachine(6),
  services: cases.map(({ on }) => on),
  databases: ['orders'],
  // Long enough to be met on the way.
  timing: { steady: 30_000 },
  fates: { slow: { kind: 'runs', log: ['migrating'] } },
});
afterAll(() => far.close());

describe('other bundles, cancelled', () => {
  test.concurrent.each(cases)(
    '$action: $on',
    async ({ action, on, before, with: own, endAt, late, main, post, left }) => {
      const where = { cluster: 'shop', service: on };
      far.push(on, 'v2');
      const [earlier, inputs] = before?.(far, on) ?? [];
      const first = earlier === undefined ? undefined : await runJob(far, earlier, { inputs: { ...where, ...inputs } });
      const job = await runJob(far, action, {
        inputs: {
          ...(action === 'snapshot-rds' ? {} : where),
          ...(first === undefined || action === 'rollback' ? {} : { 'release-id': first.release }),
          ...own,
        },
        endAt,
        ...(late === undefined ? {} : { late: { call: late, body: on } }),
      });
      expectShown(job.main, { exitCode: 1, verdict: 'cancelled', ...main });
      if (post === silent) expect(job.post).toMatchObject(silent);
      else if (post !== undefined && job.post !== undefined && !('lines' in post))
        expectShown(job.post, { exitCode: 0, ...post });
      if (left.task === 'goes on') expect(far.tasksLeft(on)).toBe(1);
      else {
        await far.settled(on);
        expectLeft(far, on, left);
      }
    },
    Math.ceil(420_000 / far.speed) + 60_000,
  );
});
