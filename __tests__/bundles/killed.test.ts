import { afterAll, describe, expect, test } from '@jest/globals';
import { type FarEnd, openFarEnd } from '../support/far-end.ts';
import type { Signals } from '../support/run-program.ts';
import { type JobEnd, type JobOptions, runJob } from './run-job.ts';
import { expectLeft } from './shown.ts';

/** The machine is gone: no time for anything, and no post. */
const killed: Signals = [['SIGKILL', 0]];

interface Case {
  /** The service, which names the case: what was under way when the machine died. */
  readonly during: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly endAt: Pick<NonNullable<JobOptions['endAt']>, 'call' | 'times'>;
  readonly late?: string;
  /** State of the record that the dead run leaves on its revision. */
  readonly left: string;
  /** The next run: another release of another image, or the same run once more. */
  readonly next: (far: FarEnd, service: string, run: number) => Promise<JobEnd>;
  readonly exitCode: number;
  readonly verdict: string;
  /** What the next run says of the dead one; '' when nothing. */
  readonly says: string;
  readonly serves: string;
  /** State of the dead run's record when all is over. */
  readonly closed: string;
}

const where = (service: string) => ({ cluster: 'shop', service });
const another: Case['next'] = (far, service) =>
  runJob(far, 'deploy-ecs', { inputs: { ...where(service), image: far.push(service, 'v3') } });
const again: Case['next'] = (far, service, run) =>
  runJob(far, 'deploy-ecs', {
    run,
    inputs: { ...where(service), image: far.push(service, 'v2') },
    env: { GITHUB_RUN_ATTEMPT: '2' },
  });
const failing: Case['next'] = (far, service) =>
  runJob(far, 'deploy-ecs', { inputs: { ...where(service), image: far.push(service, 'crashes') } });

const cases: readonly Case[] = [
  {
    during: 'registering',
    endAt: { call: 'ecs:RegisterTaskDefinition' },
    late: 'ecs:RegisterTaskDefinition',
    left: 'open',
    next: another,
    exitCode: 0,
    verdict: 'succeeded',
    says: 'registering:2',
    serves: 'registering:3',
    closed: 'skipped',
  },
  {
    during: 'migrating',
    with: { 'migration-command': 'slow' },
    endAt: { call: 'ecs:DescribeTasks', times: 4 },
    left: 'open',
    next: again,
    exitCode: 0,
    verdict: 'succeeded',
    says: 'stopped the one-off task',
    serves: 'migrating:2',
    closed: 'succeeded',
  },
  {
    during: 'shifting',
    endAt: { call: 'ecs:UpdateService' },
    late: 'ecs:UpdateService',
    left: 'open',
    next: another,
    exitCode: 0,
    verdict: 'succeeded',
    says: 'shifting:2',
    serves: 'shifting:3',
    closed: 'unknown',
  },
  {
    during: 'following',
    endAt: { call: 'ecs:DescribeServiceDeployments', times: 2 },
    left: 'open',
    next: failing,
    exitCode: 1,
    verdict: 'rolled-back',
    says: 'following:2',
    serves: 'following:1',
    closed: 'unknown',
  },
];

const far = await openFarEnd({
  services: [...cases.map(({ during }) => during), 'survived'],
  fates: {
    slow: { kind: 'runs', log: ['migrating'] },
    crashes: { kind: 'exits', code: 1, after: 500, log: ['boom'] },
  },
});
afterAll(() => far.close());

describe('a runner dies, and the next run comes', () => {
  test.concurrent.each(cases)('while $during', async (scene) => {
    const { during: service, endAt, late, next } = scene;
    const dead = await runJob(far, 'deploy-ecs', {
      inputs: { ...where(service), image: far.push(service, 'v2'), ...scene.with },
      endAt: { ...endAt, signals: killed },
      ...(late === undefined ? {} : { late: { call: late, body: service } }),
      post: false,
    });
    expect({ signal: dead.main.signal, left: far.record(`${service}:2`).state }).toEqual({
      signal: 'SIGKILL',
      left: scene.left,
    });
    const { main } = await next(far, service, Number(dead.release.split('-')[0]));
    const { verdict, exitCode } = { verdict: main.outputs.verdict, exitCode: main.exitCode };
    expect({ verdict, exitCode }).toEqual({ verdict: scene.verdict, exitCode: scene.exitCode });
    expect(main.stdout).toContain(scene.says);
    await far.settled(service);
    expectLeft(far, service, { serves: scene.serves, record: [`${service}:2`, scene.closed] });
  });
});

test('main is killed and its machine lives: post puts back, and calls it no cancel', async () => {
  const service = 'survived';
  const { main, post } = await runJob(far, 'deploy-ecs', {
    inputs: { ...where(service), image: far.push(service, 'v2') },
    endAt: { call: 'ecs:DescribeServiceDeployments', times: 2, signals: killed },
  });
  expect([main.signal, post?.exitCode, post?.annotations[0]?.title]).toEqual(['SIGKILL', 0, 'unknown']);
  expect(post?.summary).toContain(`## ❌ Not deployed · ${service}`);
  expect(post?.lines.slice(-3).join('\n')).toMatch(/ended without telling why[\s\S]*survived:1 serves again$/);
  expectLeft(far, service, { record: [`${service}:2`, 'rolled-back'] });
});
