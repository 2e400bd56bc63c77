import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { labEnvironment } from '../../scripts/lab/lab-file.ts';
import { runBundle } from '../support/run-bundle.ts';
import { cancelledByRunner } from '../support/run-program.ts';
import { nextRunId, runWorkflow } from './support/act.ts';
import { type Bound, openBound } from './support/bound.ts';
import { addColumn } from './support/break-example.ts';
import { expectJobs } from './support/expect-jobs.ts';
import { exportDist } from './support/export-dist.ts';
import { needLab } from './support/need-lab.ts';

// A deployment of real containers that is cancelled: with the signals and the time that GitHub's runner gives, and by act,
// which kills the step at once and runs no post.

const lab = needLab();
const green = { build: 'success', deploy: 'success' };
let bound: Bound;
let first = '';
beforeAll(async () => {
  bound = await openBound(lab, 'cancel');
  first = bound.team.commit('First');
  expectJobs(await deploy(), green);
}, 180_000);
afterAll(() => bound?.close());

const deploy = (more: Parameters<typeof runWorkflow>[3] = {}) =>
  runWorkflow(lab, bound.team, 'deploy', { event: 'push', vars: bound.vars, ...more });

/** Printed once the new revision's first line of progress stands there. */
const moving = (output: string) => /→ \d+ +\d+\/\d+ new running/.test(output);

describe('cancelled while new containers start', () => {
  test('as GitHub cancels: within its time the way back is begun, post sees it end', async () => {
    addColumn(bound.team.folder);
    const second = bound.team.commit('Second');
    const image = await buildOf(second);
    const { HOME: _, ...variables } = labEnvironment(lab);
    const env = { ...variables, GITHUB_RUN_ID: String(nextRunId()) };
    const inputs = {
      cluster: bound.name,
      service: bound.name,
      image,
      'aws-region': lab.aws.region,
      'health-url': `${bound.url}/health`,
    };
    const dist = exportDist();
    const main = await runBundle('deploy-ecs', {
      dist,
      inputs,
      env,
      signalAt: { after: moving, signals: cancelledByRunner },
    });
    expect([main.outputs.verdict, main.stdout]).toEqual(['cancelled', expect.any(String)]);
    expect(main.signal).toBeNull();
    expect(main.tookMs).toBeLessThan(60_000);
    const post = await runBundle('deploy-ecs', {
      dist,
      entry: 'post',
      inputs,
      env,
      state: main.state,
      timeoutMs: 120_000,
    });
    expect(post.stdout).toContain('serves again');
    expect(await bound.health()).toMatchObject({ status: 200, version: first });
  });

  test('killed at once: the next run finds the open record and goes on', async () => {
    bound.team.write('app/note.txt', 'third');
    const third = bound.team.commit('Third');
    const run = await deploy({ cancelWhen: moving });
    expect(run.exitCode).not.toBe(0);
    const next = await deploy();
    expectJobs(next, green);
    expect(await bound.health()).toMatchObject({ status: 200, version: third });
    expect(await bound.stage.image(bound.name)).toContain((await bound.stage.digests(bound.name))[third] ?? 'nothing');
  });
});

/** Builds a commit by build-push-ecr as it is shipped and returns its reference by digest. */
async function buildOf(commit: string): Promise<string> {
  const { HOME: _, ...env } = labEnvironment(lab);
  const end = await runBundle('build-push-ecr', {
    dist: exportDist(),
    inputs: {
      repository: bound.name,
      context: bound.team.folder,
      'image-tags': commit,
      'build-args': `VERSION=${commit}\nBASE=${lab.images.python}`,
      'aws-region': lab.aws.region,
    },
    env: { ...env, GITHUB_WORKSPACE: join(bound.team.folder) },
  });
  expect(end.outputs).toMatchObject({ verdict: 'succeeded' });
  return end.outputs.image ?? '';
}
