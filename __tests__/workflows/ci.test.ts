import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { root } from '../../scripts/actions.ts';
import { runWorkflow } from './support/act.ts';
import { type Break, failBuild, failLint, failTest } from './support/break-example.ts';
import { expectJobs } from './support/expect-jobs.ts';
import { needLab } from './support/need-lab.ts';
import { openOncolifeTeam, trialBuilds } from './support/oncolife.ts';
import { createTeam, type Team } from './support/team.ts';

// What a pull request is told: the CI starters as they are shipped, with real uv, ruff, black, pytest, npm and image builds,
// and nothing of AWS around.

const lab = needLab();
/** Packages are fetched once. */
const env = { PIP_CACHE_DIR: join(lab.folder, 'pip-cache') };
let team: Team;
afterEach(() => team?.remove());

interface Case {
  readonly name: string;
  readonly breakIt?: Break;
  /** Jobs that do not end as all others do. */
  readonly jobs: Readonly<Record<string, string>>;
  /** What the job that failed says. */
  readonly says?: RegExp;
}

const isTheStarter = (name: string) =>
  expect(team.read(`.github/workflows/${name}.yml`)).toBe(
    readFileSync(join(root, `workflows-templates/${name}.yml`), 'utf8'),
  );

describe('ci-python-uv.yml', () => {
  beforeEach(() => {
    team = createTeam('bound-fastapi');
  });
  const green = { lint: 'success', test: 'success', image: 'success', complete: 'success' };
  const run = () => {
    const vars = { BUILD_ARGS: `BASE=${lab.images.python}` };
    return runWorkflow(lab, team, 'ci-python-uv', { event: 'push', vars, env, aws: false });
  };

  test('is the starter, byte for byte', () => isTheStarter('ci-python-uv'));

  const cases: readonly Case[] = [
    { name: 'the sample as it is', jobs: {} },
    { name: 'an import that nobody uses', breakIt: failLint, jobs: { lint: 'failure' }, says: /F401.*subprocess/ },
    { name: 'a test that fails', breakIt: failTest, jobs: { test: 'failure' }, says: /assert 1 == 2/ },
  ];
  test.each(cases)('$name', async ({ breakIt, jobs, says }) => {
    breakIt?.(team.folder);
    team.commit('A change');
    const ended = await run();
    const complete = breakIt === undefined ? 'success' : 'failure';
    expectJobs(ended, { ...green, ...jobs, complete });
    if (says) expect(ended.log).toMatch(says);
  });

  test('an image that does not build: the line of the Dockerfile stands beside the job', async () => {
    failBuild(team.folder);
    team.commit('A change');
    const ended = await run();
    expectJobs(ended, { ...green, image: 'failure', complete: 'failure' });
    const line =
      team
        .read('Dockerfile')
        .split('\n')
        .findIndex((text) => text.includes('exit 3')) + 1;
    expect(ended.annotations.find(({ level }) => level === 'error')).toMatchObject({
      job: 'image',
      title: 'build-failed',
      file: 'Dockerfile',
      line: String(line),
      message: expect.stringContaining('error: cannot find it'),
    });
  });
});

describe('ci-python-node.yml', () => {
  beforeEach(() => {
    team = openOncolifeTeam();
  });
  const green = {
    'lint-python': 'success',
    'lint-web': 'success',
    test: 'success',
    images: 'success',
    complete: 'success',
  };
  const run = () => {
    const vars = {
      BUILDS: trialBuilds(lab),
      API_FOLDERS: '["apps/patient-api", "apps/doctor-api"]',
      WEB_FOLDERS: '["apps/patient-web", "apps/doctor-web"]',
    };
    return runWorkflow(lab, team, 'ci-python-node', { event: 'push', vars, env, aws: false });
  };

  test('is the starter, byte for byte', () => isTheStarter('ci-python-node'));

  test('the sample as it is: four images are built, none is pushed', async () => {
    const ended = await run();
    expectJobs(ended, green);
    expect(ended.log).toContain('✓ Built · 4 images');
  });

  test('a page that is no program: its folder is red, the APIs are tested, no image is built', async () => {
    team.write('apps/doctor-web/page.js', 'const = 1;\n');
    team.commit('A change');
    const ended = await run();
    expectJobs(ended, { 'lint-python': 'success', 'lint-web': 'failure', test: 'success', complete: 'failure' });
    expect(ended.log).toMatch(/lint-web: .*doctor-web\/page\.js:1[\s\S]*SyntaxError/);
    expect(ended.log).toContain('lint-python, test, images: success success skipped; lint-web: failure');
  });
});
