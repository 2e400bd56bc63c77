import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runBundle } from '../support/run-bundle.ts';
import type { ProgramEnd } from '../support/run-program.ts';
import { exportDist } from './support/export-dist.ts';
import { type Ministack, openMinistack } from './support/ministack.ts';
import { needLab } from './support/need-lab.ts';

// An AWS that lists no service deployments, written by others, with real containers: the actions follow a rollout through
// DescribeServices alone. Its habits, which differ from AWS's (docs/referee.md): a first deployment is COMPLETED while
// nothing runs yet, a FAILED one stays listed for good, startedBy is the name of the service.

const lab = needLab();
const name = 'web';
// Ends when it is told to: otherwise the engine waits ten seconds for it.
const serve = ['sh', '-c', 'trap "exit 0" TERM; echo serving; while true; do sleep 1 & wait $!; done'];
const crash = ['python3', '-c', 'import os; os.environ["DATABASE_URL"]'];
let aws: Ministack;
let runs = 1_000;

beforeAll(async () => {
  aws = await openMinistack(lab);
  await aws.createService(name, serve);
});
afterAll(() => aws?.close());

const run = (action: string, inputs: Readonly<Record<string, string>> = {}): Promise<ProgramEnd> =>
  runBundle(action, {
    dist: exportDist(),
    inputs: { cluster: aws.cluster, service: name, 'aws-region': lab.aws.region, ...inputs },
    env: { ...aws.environment, GITHUB_RUN_ID: String(++runs) },
    timeoutMs: 120_000,
  });

/** The verdict with what the program printed, so that a wrong one is understood. */
const endOf = ({ exitCode, outputs, lines }: ProgramEnd) => ({
  exitCode,
  verdict: outputs.verdict,
  code: outputs['reason-code'],
  said: lines.join('\n'),
});

const revisionOf = (arn = '') => arn.split(':').at(-1) ?? '';
const served = async () => revisionOf((await aws.service(name)).taskDefinition);

/** Waits until exactly two containers of this revision run: MiniStack stops old ones after it has said that it is done. */
async function onlyRuns(revision: string): Promise<void> {
  const until = Date.now() + 30_000;
  while (aws.running(name).join() !== `${revision},${revision}` && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  expect(aws.running(name)).toEqual([revision, revision]);
}

describe('without service deployments', () => {
  test('a first deployment that is COMPLETED before anything runs is not believed', async () => {
    const end = await run('wait-stable-and-healthcheck');
    expect(endOf(end)).toMatchObject({ exitCode: 0, verdict: 'succeeded' });
    expect(aws.running(name)).toEqual(['1', '1']);
  });

  test('deploy-ecs: the revision that it registered is what runs', async () => {
    const end = await run('deploy-ecs', { 'environment-variables': 'RELEASE=second' });
    expect(endOf(end)).toMatchObject({ exitCode: 0, verdict: 'succeeded' });
    expect(revisionOf(end.outputs['task-definition-arn'])).toBe('2');
    expect(aws.running(name)).toEqual(expect.arrayContaining(['2', '2']));
    await onlyRuns('2');
  });

  test('the same again: unchanged, and nothing was registered', async () => {
    const before = await aws.service(name);
    const end = await run('deploy-ecs', { 'environment-variables': 'RELEASE=second' });
    expect(endOf(end)).toMatchObject({ exitCode: 0, verdict: 'unchanged' });
    expect(end.outputs).toMatchObject({ changed: 'false' });
    const after = await aws.service(name);
    expect(after.deployments?.map(({ id }) => id)).toEqual(before.deployments?.map(({ id }) => id));
    await onlyRuns('2');
  });

  test('a crash loop: red with the line that tells why, and the release before runs', async () => {
    const end = await run('deploy-ecs', { command: JSON.stringify(crash), 'container-name': 'app' });
    expect(endOf(end)).toMatchObject({ exitCode: 1, verdict: 'rolled-back', code: 'crash-loop' });
    expect(end.annotations[0]).toMatchObject({
      level: 'error',
      title: 'crash-loop',
      message: expect.stringMatching(/exits 1, "KeyError: 'DATABASE_URL'"/),
    });
    expect(await served()).toBe('2');
    await onlyRuns('2');
  });

  test('an image that no registry has: red, and the release before runs', async () => {
    const image = `${new URL(lab.ministack.endpoint).host}/nowhere:1`;
    const end = await run('deploy-ecs', { image });
    expect(endOf(end)).toMatchObject({ exitCode: 1, verdict: 'rolled-back', code: 'image-not-found' });
    expect(end.annotations[0]?.message).toContain(image);
    expect(await served()).toBe('2');
    await onlyRuns('2');
  });

  test('a release after failed ones, which stay listed', async () => {
    const failed = (await aws.service(name)).deployments?.filter(({ rolloutState }) => rolloutState === 'FAILED');
    expect(failed?.length).toBeGreaterThan(0);
    const end = await run('deploy-ecs', { 'environment-variables': 'RELEASE=third' });
    expect(endOf(end)).toMatchObject({ exitCode: 0, verdict: 'succeeded' });
    await onlyRuns(revisionOf(end.outputs['task-definition-arn']));
  });

  test('rollback: what served before, not the revisions that failed in between', async () => {
    const end = await run('rollback');
    expect(endOf(end)).toMatchObject({ exitCode: 0, verdict: 'succeeded' });
    expect(await served()).toBe('2');
    await onlyRuns('2');
  });
});

describe('run-migration-task', () => {
  const migrate = (code: number) =>
    run('run-migration-task', { command: `sh -c "echo ALTER TABLE visits; exit ${code}"` });

  test('exit code 0, with what it printed', async () => {
    const end = await migrate(0);
    expect(endOf(end)).toMatchObject({ exitCode: 0, verdict: 'succeeded' });
    expect(end.outputs['exit-code']).toBe('0');
    expect(end.lines.map((line) => line.trim())).toContain('ALTER TABLE visits');
  });

  test('exit code 3: red, with what it printed', async () => {
    const end = await migrate(3);
    expect(endOf(end)).toMatchObject({ exitCode: 1, verdict: 'failed', code: 'migration-failed' });
    expect(end.outputs['exit-code']).toBe('3');
    expect(end.annotations[0]?.message).toMatch(/exits 3: ALTER TABLE visits/);
  });

  test('in deploy-ecs: what fails keeps the release from being rolled out', async () => {
    const end = await run('deploy-ecs', {
      'environment-variables': 'RELEASE=fourth',
      'migration-command': 'sh -c "echo lock timeout; exit 3"',
    });
    expect(endOf(end)).toMatchObject({ exitCode: 1, verdict: 'failed', code: 'migration-failed' });
    expect(await served()).toBe('2');
    await onlyRuns('2');
  });
});
