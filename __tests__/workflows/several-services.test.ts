import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../scripts/actions.ts';
import { runWorkflow } from './support/act.ts';
import { addColumn } from './support/break-example.ts';
import { runningDigests } from './support/engine.ts';
import { expectJobs, firstError } from './support/expect-jobs.ts';
import { startLoad } from './support/load.ts';
import { needLab } from './support/need-lab.ts';
import {
  type Application,
  applications,
  type Environment,
  openOncolife,
  openOncolifeTeam,
  serviceName,
} from './support/oncolife.ts';
import type { WorkflowRun } from './support/read-run.ts';
import type { Team } from './support/team.ts';

// Four images, two databases, four services: deploy-multi-service.yml as it is shipped, with everything that is the team's own
// kept as secrets, as far as the starter lets.

const lab = needLab();
const green = { build: 'success', deploy: 'success', report: 'success' };
const apis = ['patient-api', 'doctor-api'] as const;
const pages = ['patient-web', 'doctor-web'] as const;
let team: Team;
let production: Environment;
let commit = '';
beforeAll(async () => {
  team = openOncolifeTeam();
  production = await openOncolife(lab, 'onco');
});
afterAll(async () => {
  await production?.close();
  team?.remove();
});

const secretsOf = ({ name, url }: Environment): Readonly<Record<string, string>> => ({
  AWS_REGION: lab.aws.region,
  AWS_ACCOUNT_ID: lab.aws.account,
  AWS_ROLE_ARN: `arn:aws:iam::${lab.aws.account}:role/deploy`,
  ECS_CLUSTER: name,
  HEALTH_CHECKS: apis
    .filter((api) => url(api) !== '')
    .map((api) => `- { url: "${url(api)}/health", expect-version: { pointer: /version } }`)
    .join('\n'),
});

const deploy = (where: Environment, more: Parameters<typeof runWorkflow>[3] = {}) =>
  runWorkflow(lab, team, 'deploy-multi-service', { vars: where.rows, secrets: secretsOf(where), ...more });

/** Shows at GitHub what CI says of a commit; without a conclusion it goes on. */
async function check(sha: string, conclusion?: string): Promise<void> {
  const answer = await fetch(`${lab.github.api}/_local-github/checks`, {
    method: 'POST',
    body: JSON.stringify({ repository: 'acme/app', sha, name: 'CI Complete', run: 4711, conclusion }),
  });
  expect(answer.status).toBe(200);
}

/** What was pushed of a commit, what the engine runs, and which revisions are live: by application. */
const built = (where: Environment, sha: string, which: readonly Application[] = applications) =>
  byApplication(which, async (one) => (await where.stage.digests(`${where.name}-${one}`))[sha] ?? 'nothing');
const running = (where: Environment, which: readonly Application[] = applications) =>
  byApplication(which, (one) => runningDigests(lab, `${where.name}-${one}`).join());
const revisions = (where: Environment) => byApplication(applications, (one) => where.stage.revision(serviceName(one)));

async function byApplication(which: readonly Application[], of: (one: Application) => Promise<string> | string) {
  return Object.fromEntries(await Promise.all(which.map(async (one) => [one, await of(one)] as const)));
}

const schemas = () => [production.databases.patient.revision(), production.databases.doctor.revision()];
const textOf = async (url: string) => (await fetch(url)).text();

/** Verdicts of the deployment's rows by service. */
function verdicts(run: WorkflowRun): Readonly<Record<string, string>> {
  const rows: readonly { name: string; verdict: string }[] = JSON.parse(run.outputs['deploy/deploy']?.results ?? '');
  return Object.fromEntries(rows.map(({ name, verdict }) => [name, verdict]));
}

/** Nobody waits for the pages (`wait: false`) but a test that looks at them. */
async function settled(where: Environment): Promise<void> {
  const until = Date.now() + 60_000;
  for (const page of pages) {
    while (((await where.stage.service(serviceName(page))).deployments ?? []).length > 1) {
      if (Date.now() > until) throw new Error(`${page} does not settle`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

describe('deploy-multi-service.yml', () => {
  test('is the starter, byte for byte', () => {
    expect(team.read('.github/workflows/deploy-multi-service.yml')).toBe(
      readFileSync(join(root, 'workflows-templates/deploy-multi-service.yml'), 'utf8'),
    );
  });

  test('a commit that did not pass CI is not deployed: nothing is registered, migrated, updated', async () => {
    const before = await revisions(production);
    await check(team.commit('Not ready'), 'failure');
    const run = await deploy(production);
    expectJobs(run, { ...green, deploy: 'failure' });
    expect(firstError(run)).toEqual({ title: 'checks-not-passed', message: expect.stringContaining('CI Complete') });
    expect(await revisions(production)).toEqual(before);
    expect(schemas()).toEqual(['', '']);
  });

  test('the first deployment waits for CI; then what runs is what was built, and no secret is told', async () => {
    commit = team.commit('First');
    await check(commit);
    let passing: Promise<void> | undefined;
    const run = await deploy(production, {
      onOutput(said) {
        if (said.includes('waits for CI Complete')) passing ??= check(commit, 'success');
      },
    });
    expectJobs(run, green);
    expect(passing).toBeDefined();
    await settled(production);
    const digests = await built(production, commit);
    expect(new Set(Object.values(digests)).size).toBe(applications.length);
    expect(await running(production)).toEqual(digests);
    expect(schemas()).toEqual(['0002', '0002']);
    for (const api of apis) {
      const answer = JSON.parse(await textOf(`${production.url(api)}/health`));
      expect(answer).toEqual({ status: 'ok', version: commit, schema: '0002' });
    }
    const patients = await textOf(production.url('patient-web'));
    expect(patients).toContain(`href="${production.url('patient-api')}/health"`);
    expect(patients).toContain(`>${production.url('patient-api').replace('http:', 'ws:')}<`);
    expect(patients).toContain(commit);
    expect(await textOf(production.url('doctor-web'))).toContain(`href="${production.url('doctor-api')}/health"`);
    expectOrder(run.log, [
      'migrate patient: task',
      'migrate doctor: task',
      'patient-api-service 1 → 2',
      '-web-service',
    ]);
    const travels = [run.outputs['build/build']?.['image-tag'], run.outputs['build/build']?.['release-id']].join();
    for (const line of Object.values(secretsOf(production)).flatMap((secret) => secret.split('\n'))) {
      expect(run.log).not.toContain(line);
      expect(travels).not.toContain(line);
    }
  });

  test('all of it again changes nothing and says unchanged', async () => {
    const before = [await revisions(production), await running(production)];
    const run = await deploy(production);
    expectJobs(run, green);
    expect(run.outputs['build/build']).toMatchObject({ verdict: 'unchanged', changed: 'false' });
    expect(run.outputs['deploy/deploy']).toMatchObject({ verdict: 'unchanged', changed: 'false' });
    expect([await revisions(production), await running(production)]).toEqual(before);
  });
});

describe('the same commit for another environment, whose addresses differ', () => {
  test('in the same repositories: refused, and the images stay', async () => {
    const before = await built(production, commit);
    const other = production.rows.BUILDS.replaceAll(production.url('patient-api'), 'https://staging.example.com');
    const run = await deploy(production, { vars: { ...production.rows, BUILDS: other } });
    expectJobs(run, { build: 'failure', report: 'success' });
    expect(run.jobs.deploy).not.toBe('success');
    expect(firstError(run)).toEqual({
      title: 'image-inputs-differ',
      message: expect.stringMatching(/patient-web:.*different: build-args VITE_API_URL\b/),
    });
    expect(await built(production, commit)).toEqual(before);
  });

  test('in repositories of its own: other images, other pages', async () => {
    const staging = await openOncolife(lab, 'stage', pages);
    try {
      expectJobs(await deploy(staging, { inputs: { environment: 'staging' } }), green);
      await settled(staging);
      const [ours, theirs] = [await built(staging, commit, pages), await built(production, commit, pages)];
      expect(await running(staging, pages)).toEqual(ours);
      expect(await running(production, pages)).toEqual(theirs);
      for (const page of pages) expect(ours[page]).not.toBe(theirs[page]);
    } finally {
      await staging.close();
    }
  });
});

test('one service crashes at its start: all go back, and the migration that ran is said to stay', async () => {
  const before = await running(production);
  addColumn(team.folder, 'apps/patient-api');
  // After the settings, which the migration of this service reads as well.
  team.replace(
    'apps/doctor-api/app/main.py',
    'app = FastAPI(',
    'import os\n\nos.environ["STATISTICS_URL"]\n\napp = FastAPI(',
  );
  await check(team.commit('Broken'), 'success');
  const loads = apis.map((api) => startLoad(`${production.url(api)}/health`));
  const run = await deploy(production);
  const lost = (await Promise.all(loads.map((load) => load.stop()))).flatMap((load) => load.lost);
  expectJobs(run, { ...green, deploy: 'failure' });
  expect(firstError(run)).toEqual({
    title: 'crash-loop',
    message: expect.stringContaining("KeyError: 'STATISTICS_URL'"),
  });
  expect(verdicts(run)).toEqual({
    'patient-api-service': 'rolled-back',
    'doctor-api-service': 'rolled-back',
    'patient-web-service': 'skipped',
    'doctor-web-service': 'skipped',
  });
  expect(run.log).toContain('the migration patient ran and was not undone');
  expect(schemas()).toEqual(['0003', '0002']);
  expect(await running(production)).toEqual(before);
  for (const api of apis) {
    expect(JSON.parse(await textOf(`${production.url(api)}/health`))).toMatchObject({ status: 'ok', version: commit });
  }
  expect(lost).toEqual([]);
});

/** Expects texts to stand in a log, each after the one before it. */
function expectOrder(log: string, texts: readonly string[]): void {
  const places = texts.map((text) => log.indexOf(text));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((one, other) => one - other));
}
