import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../scripts/actions.ts';
import { runWorkflow } from './support/act.ts';
import { type Bound, openBound } from './support/bound.ts';
import { addColumn, crashAtStart, failHealth, failMigration } from './support/break-example.ts';
import { runningDigests } from './support/engine.ts';
import { expectJobs, firstError } from './support/expect-jobs.ts';
import { startLoad } from './support/load.ts';
import { needLab } from './support/need-lab.ts';

// One team's way through its days, in order: deploy.yml as it is shipped, on real containers, with a real database.

const lab = needLab();
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const green = { build: 'success', deploy: 'success', report: 'success' };
let bound: Bound;
beforeAll(async () => {
  bound = await openBound(lab, 'deploy');
});
afterAll(() => bound?.close());

const deploy = (more: Parameters<typeof runWorkflow>[3] = {}) =>
  runWorkflow(lab, bound.team, 'deploy', { event: 'push', vars: bound.vars, ...more });

describe('deploy.yml', () => {
  let first = '';

  test('is the starter, byte for byte', () => {
    expect(sha256(join(bound.team.folder, '.github/workflows/deploy.yml'))).toBe(
      sha256(join(root, 'workflows-templates/deploy.yml')),
    );
  });

  test('the first deployment: what runs is what was built, the database is migrated, the commit answers', async () => {
    first = bound.team.commit('First');
    const run = await deploy();
    expectJobs(run, green);
    const digests = await bound.stage.digests(bound.name);
    expect(digests[first]).toMatch(/^sha256:/);
    expect(digests.latest).toBe(digests[first]);
    expect(await bound.stage.image(bound.name)).toContain(`@${digests[first]}`);
    expect(runningDigests(lab, bound.name)).toEqual([digests[first]]);
    expect(bound.database.revision()).toBe('0002');
    expect(await bound.health()).toEqual({ status: 200, version: first, schema: '0002' });
    expect(run.outputs['deploy/deploy']).toMatchObject({ verdict: 'succeeded' });
  });

  test('the same again changes nothing and says unchanged', async () => {
    const before = await bound.stage.revision(bound.name);
    const run = await deploy();
    expectJobs(run, green);
    expect(run.outputs['build/build']).toMatchObject({ changed: 'false' });
    expect(run.outputs['deploy/deploy']).toMatchObject({ verdict: 'unchanged', changed: 'false' });
    expect(await bound.stage.revision(bound.name)).toBe(before);
  });

  test('the next release under load: no request is lost', async () => {
    addColumn(bound.team.folder);
    const second = bound.team.commit('A table more');
    const load = startLoad(`${bound.url}/health`);
    const run = await deploy();
    const { sent, lost, answers } = await load.stop();
    expectJobs(run, green);
    expect(lost).toEqual([]);
    expect(sent).toBeGreaterThan(100);
    const versions = Object.keys(answers).join();
    expect(versions).toContain(first);
    expect(versions).toContain(second);
    expect(bound.database.revision()).toBe('0003');
    first = second;
  });
});

describe('what fails leaves what served', () => {
  interface Broken {
    readonly name: string;
    readonly breakIt: (folder: string) => void;
    readonly code: RegExp;
    readonly says: RegExp;
    /** In place of the team's variables. */
    readonly vars?: Readonly<Record<string, string>>;
    /** Grace period of the service's health checks. */
    readonly graceSeconds?: number;
    readonly verdict: string;
  }
  const cases: readonly Broken[] = [
    {
      name: 'a migration that PostgreSQL refuses',
      breakIt: (folder) => failMigration(folder),
      code: /^migration-failed$/,
      says: /relation "nowhere" does not exist/,
      verdict: 'failed',
    },
    {
      name: 'a health check that fails',
      breakIt: (folder) => failHealth(folder),
      // The container's own check and the load balancer's: whichever gives up first.
      code: /^(container-health-check-failing|target-unhealthy)$/,
      says: /health/,
      verdict: 'rolled-back',
    },
    {
      name: 'a container that crashes at its start',
      breakIt: (folder) => crashAtStart(folder),
      // Without a migration, which would be the first to fall over it.
      vars: { MIGRATION_COMMAND: '', SCHEMA_VERSION_COMMAND: '' },
      // On a busy machine the load balancer would otherwise give up before the application has come to its end.
      graceSeconds: 60,
      code: /^crash-loop$/,
      says: /KeyError: 'STATISTICS_URL'/,
      verdict: 'rolled-back',
    },
  ];

  test.each(cases)('$name', async ({ breakIt, code, says, verdict, vars: instead, graceSeconds }) => {
    const own = await openBound(lab, 'broken', graceSeconds);
    try {
      const good = own.team.commit('Good');
      const { vars } = own;
      expectJobs(await runWorkflow(lab, own.team, 'deploy', { event: 'push', vars }), green);
      const image = await own.stage.image(own.name);
      breakIt(own.team.folder);
      own.team.commit('Broken');
      const load = startLoad(`${own.url}/health`);
      const run = await runWorkflow(lab, own.team, 'deploy', { event: 'push', vars: { ...vars, ...instead } });
      const { lost } = await load.stop();
      expectJobs(run, { ...green, deploy: 'failure' });
      expect(firstError(run)).toEqual({ title: expect.stringMatching(code), message: expect.stringMatching(says) });
      expect(run.outputs['deploy/deploy']).toMatchObject({ verdict, 'reason-code': expect.stringMatching(code) });
      expect(await own.stage.image(own.name)).toBe(image);
      expect(await own.health()).toMatchObject({ status: 200, version: good });
      expect(lost).toEqual([]);
    } finally {
      await own.close();
    }
  });
});
