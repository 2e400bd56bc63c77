import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../scripts/actions.ts';
import { runWorkflow } from './support/act.ts';
import { type Bound, openBound } from './support/bound.ts';
import { runningDigests } from './support/engine.ts';
import { expectJobs, firstError } from './support/expect-jobs.ts';
import { needLab } from './support/need-lab.ts';
import { createTeam, type Team } from './support/team.ts';

// From a local AWS by its address to production; a workflow of a team's own that calls ours; and what scanners say.

const lab = needLab();
const template = (name: string) => readFileSync(join(root, 'workflows-templates', name), 'utf8');

describe('deploy-dev.yml, then deploy.yml, then a workflow of the team that calls deploy.yml', () => {
  const green = { build: 'success', deploy: 'success', report: 'success' };
  let dev: Bound;
  let production: Bound;
  let team: Team;
  let commit = '';
  beforeAll(async () => {
    [dev, production] = [await openBound(lab, 'dev'), await openBound(lab, 'prod')];
    team = dev.team;
    team.write('.github/workflows/deploy-dev.yml', template('deploy-dev.yml'));
    team.write('.github/workflows/called.yml', template('reusable/deploy.yml'));
    team.write('.github/workflows/own.yml', caller);
    commit = team.commit('To dev');
  });
  afterAll(async () => {
    await dev?.close();
    await production?.close();
  });
  const devVars = (): Readonly<Record<string, string>> => ({
    DEV_AWS_REGION: lab.aws.region,
    DEV_ECR_REPOSITORY: dev.name,
    DEV_ECS_CLUSTER: dev.name,
    DEV_ECS_SERVICE: dev.name,
    DEV_HEALTH_URL: `${dev.url}/health`,
    BUILD_ARGS: dev.vars.BUILD_ARGS ?? '',
    MIGRATION_COMMAND: dev.vars.MIGRATION_COMMAND ?? '',
  });

  test('without an address nothing is done: the real AWS would be next', async () => {
    const before = await dev.stage.revision(dev.name);
    const run = await runWorkflow(lab, team, 'deploy-dev', { vars: devVars(), aws: false });
    expectJobs(run, { deploy: 'failure' });
    expect(firstError(run)).toEqual({ title: 'No local AWS', message: expect.stringContaining('AWS_ENDPOINT_URL') });
    expect(await dev.stage.revision(dev.name)).toBe(before);
    expect(await dev.stage.digests(dev.name)).toEqual({});
  });

  test('with its address and nothing else of AWS, the commit runs there', async () => {
    const vars = { ...devVars(), AWS_ENDPOINT_URL: lab.aws.endpoint };
    const run = await runWorkflow(lab, team, 'deploy-dev', { vars, aws: false });
    expectJobs(run, { deploy: 'success' });
    const digests = await dev.stage.digests(dev.name);
    expect(runningDigests(lab, dev.name)).toEqual([digests[commit]]);
    expect(await dev.health()).toEqual({ status: 200, version: commit, schema: '0002' });
  });

  test('the same commit goes to production as the same image: nothing is built', async () => {
    const before = await dev.stage.digests(dev.name);
    const vars = { ...production.vars, ECR_REPOSITORY: dev.name };
    const run = await runWorkflow(lab, team, 'deploy', { event: 'push', vars });
    expectJobs(run, green);
    expect(run.outputs['build/build']).toMatchObject({ changed: 'false', digest: before[commit] });
    expect(await dev.stage.digests(dev.name)).toEqual(before);
    expect(await production.stage.image(production.name)).toContain(`/${dev.name}@${before[commit]}`);
    expect(await production.health()).toEqual({ status: 200, version: commit, schema: '0002' });
  });

  test('called with inputs in place of variables: the caller gets the verdict', async () => {
    team.write('app/note.txt', 'another commit');
    commit = team.commit('By the caller');
    const { AWS_ROLE_ARN = '', BUILD_ARGS = '', ...named } = production.vars;
    const inputs = { cluster: production.name, service: production.name, 'health-url': named.HEALTH_URL ?? '' };
    const vars = { AWS_REGION: lab.aws.region, ECR_REPOSITORY: production.name, BUILD_ARGS };
    const run = await runWorkflow(lab, team, 'own', { inputs, vars, secrets: { AWS_ROLE_ARN } });
    expectJobs(run, { after: 'success' });
    expect(run.log).toContain(`verdict succeeded of ${commit}`);
    expect(await production.health()).toMatchObject({ status: 200, version: commit });
  });
});

const caller = `name: Our own
on:
  workflow_dispatch:
    inputs:
      cluster: { type: string }
      service: { type: string }
      health-url: { type: string }
permissions: {}
jobs:
  release:
    permissions: { contents: read, id-token: write, deployments: write, checks: read, statuses: read }
    uses: ./.github/workflows/called.yml
    with:
      environment: production
      ecs-cluster: \${{ inputs.cluster }}
      ecs-service: \${{ inputs.service }}
      health-url: \${{ inputs.health-url }}
      expect-version: "{ pointer: /version }"
    secrets: inherit
  after:
    needs: release
    runs-on: ubuntu-latest
    steps:
      - env:
          VERDICT: \${{ needs.release.outputs.verdict }}
          TAG: \${{ needs.release.outputs.image-tag }}
        run: echo "verdict $VERDICT of $TAG"
`;

describe('security.yml', () => {
  const green = { workflows: 'success', python: 'success', dependencies: 'success' };
  let team: Team;
  beforeAll(() => {
    team = createTeam('bound-fastapi');
    // Its configuration for zizmor comes with it.
    execFileSync(process.execPath, [
      ...['--disable-warning=ExperimentalWarning', join(root, 'scripts/copy-workflow.ts')],
      ...['security', '--to', team.folder],
    ]);
    expect(team.read('.github/workflows/security.yml')).toBe(template('security.yml'));
    team.commit('Scanned');
  });
  afterAll(() => team?.remove());
  const scan = () => runWorkflow(lab, team, 'security', { event: 'push', vars: { PYTHON_FOLDERS: 'app migrations' } });

  test('the sample: zizmor and bandit find nothing; Trivy’s stand-in says that it does not scan', async () => {
    const run = await scan();
    expectJobs(run, green);
    expect(run.log).toMatch(/zizmor: 0 findings/);
    expect(run.log).toMatch(/Bandit: 0 findings/);
    expect(run.annotations).toContainEqual(
      expect.objectContaining({ level: 'warning', job: 'dependencies', title: 'Not scanned' }),
    );
  });

  test('a workflow that runs what a title says, and a program that runs what it is sent, are found', async () => {
    team.write('.github/workflows/greet.yml', greeting);
    team.write('app/shell.py', 'import subprocess\n\nsubprocess.run(input(), shell=True)\n');
    team.commit('Careless');
    const run = await scan();
    expectJobs(run, green);
    expect(run.log).toMatch(/zizmor: [1-9]\d* findings/);
    expect(run.log).toMatch(/Bandit: 1 findings/);
  });
});

const greeting = `on: pull_request_target
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`;
