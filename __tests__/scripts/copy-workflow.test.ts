// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub's, as they stand in workflows
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { CopyProblems } from '../../scripts/copy-workflow/copy-problems.ts';
import { type CopyOrder, copyWorkflows } from '../../scripts/copy-workflow/copy-workflows.ts';
import { runGit } from '../../scripts/release/run-git.ts';
import { readStarter, starterNames } from '../../scripts/starters.ts';

let app = '';
beforeEach(() => {
  app = realpathSync(mkdtempSync(join(tmpdir(), 'copy-workflow-')));
  runGit(app, ['init', '-q', '-b', 'main']);
});
afterEach(() => {
  rmSync(app, { recursive: true });
});

const order = (names: readonly string[], more: Partial<CopyOrder> = {}): CopyOrder => ({
  ...{ names, to: app, set: [], ref: 'v1', dryRun: false, force: false },
  ...more,
});
const copied = (name: string): string => readFileSync(join(app, '.github/workflows', `${name}.yml`), 'utf8');
const envOf = (name: string): Record<string, string> => parse(copied(name)).env;

function problemsOf(given: CopyOrder): string[] {
  try {
    copyWorkflows(given);
  } catch (error) {
    if (error instanceof CopyProblems) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('without values', () => {
  test.each(starterNames())('%s is copied byte for byte', (name) => {
    expect(copyWorkflows(order([name]))[0]).toBe(`written    .github/workflows/${name}.yml`);
    expect(copied(name)).toBe(readStarter(name));
  });

  test('a second time nothing changes', () => {
    copyWorkflows(order(['deploy']));
    expect(copyWorkflows(order(['deploy', 'deploy'])).slice(0, 2)).toEqual([
      'unchanged  .github/workflows/deploy.yml',
      '',
    ]);
  });

  test('security brings the rules of zizmor along', () => {
    copyWorkflows(order(['security']));
    expect(readFileSync(join(app, '.github/zizmor.yml'), 'utf8')).toBe(readStarter('zizmor'));
  });

  test('from a folder inside, the workflows go to the root', () => {
    mkdirSync(join(app, 'apps/api'), { recursive: true });
    copyWorkflows(order(['deploy'], { to: join(app, 'apps/api') }));
    expect(readdirSync(join(app, '.github/workflows'))).toEqual(['deploy.yml']);
  });
});

describe('values', () => {
  const values: readonly (readonly [value: string, line: string])[] = [
    ['prod', 'ECS_CLUSTER: prod # needed'],
    ['7', 'ECS_CLUSTER: "7" # needed'],
    ['true', 'ECS_CLUSTER: "true" # needed'],
    ['a=b # c', 'ECS_CLUSTER: "a=b # c" # needed'],
    ['$& $1', 'ECS_CLUSTER: $& $1 # needed'],
    ['', 'ECS_CLUSTER: "" # needed'],
  ];
  test.each(values)('%j stands in the env block as YAML reads it, the comment kept', (value, line) => {
    copyWorkflows(order(['deploy'], { set: [`ECS_CLUSTER=${value}`] }));
    expect(copied('deploy')).toContain(`\n  ${line}\n`);
    expect(envOf('deploy').ECS_CLUSTER).toBe(value);
    const others = (text: string) => text.split('\n').filter((one) => !one.startsWith('  ECS_CLUSTER: '));
    expect(others(copied('deploy'))).toEqual(others(readStarter('deploy')));
  });

  test('the text of a file is a block, and may read secrets of its own', () => {
    const rows = '- key: web\n  build-args: { VITE_API_URL: "${{ secrets.API_URL }}" }\n\n- { key: api }';
    writeFileSync(join(app, 'builds.yml'), `${rows}\n`);
    const told = copyWorkflows(order(['deploy-multi-service'], { set: [`BUILDS=@${join(app, 'builds.yml')}`] }));
    expect(envOf('deploy-multi-service').BUILDS?.trimEnd()).toBe(rows);
    expect(told.join('\n')).toContain('gh secret set API_URL');
    expect(told.join('\n')).not.toContain('set BUILDS');
  });

  test('where a value stands outside the block, it takes the place of the expression', () => {
    const set = ['WEB_FOLDERS=["apps/it\'s"]', 'DEV_RUNNER=self-hosted', 'PYTHON_VERSION=3.13'];
    copyWorkflows(order(['ci-python-node', 'deploy-dev'], { set }));
    expect(copied('ci-python-node')).toContain(`folder: \${{ fromJSON('["apps/it''s"]') }}`);
    expect(copied('ci-python-node')).toContain('PYTHON_VERSION: "3.13"');
    expect(parse(copied('ci-python-node')).jobs['lint-web'].if).toBeUndefined();
    expect(parse(copied('deploy-dev')).jobs.deploy['runs-on']).toBe('self-hosted');
  });

  test('a value goes into every starter that has it', () => {
    copyWorkflows(order(['deploy', 'rollback'], { set: ['HEALTH_URL=https://x.test/'] }));
    expect([envOf('deploy').HEALTH_URL, envOf('rollback').HEALTH_URL]).toEqual(['https://x.test/', 'https://x.test/']);
  });
});

describe('the release of our actions', () => {
  test.each(['v1.2.0', 'v2', '0123456789abcdef0123456789abcdef01234567'])('%s', (ref) => {
    copyWorkflows(order(['deploy'], { ref }));
    const uses = [...copied('deploy').matchAll(/uses: org\/.*@(.*)/g)].map(([, at]) => at);
    expect(new Set(uses)).toEqual(new Set([ref]));
    expect(copied('deploy')).toContain('actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1');
  });
});

describe('the branch that deploys', () => {
  const branchOf = () => parse(copied('deploy')).on.push.branches;
  const git = (...args: string[]) => runGit(app, ['-c', 'user.name=a', '-c', 'user.email=a@x.test', ...args]);

  test('is the only one of a new repository', () => {
    git('symbolic-ref', 'HEAD', 'refs/heads/trunk');
    copyWorkflows(order(['deploy', 'ci-python-node']));
    expect(branchOf()).toEqual(['trunk']);
    expect(parse(copied('ci-python-node')).on.pull_request.branches).toEqual(['trunk', 'develop']);
  });

  test('is what the remote calls its default, wherever one stands', () => {
    git('commit', '-q', '--allow-empty', '-m', 'first');
    git('update-ref', 'refs/remotes/origin/production', 'HEAD');
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/production');
    copyWorkflows(order(['deploy']));
    expect(branchOf()).toEqual(['production']);
  });

  test('is main on a branch beside it, and what is given before all', () => {
    git('commit', '-q', '--allow-empty', '-m', 'first');
    git('checkout', '-q', '-b', 'feature');
    copyWorkflows(order(['deploy']));
    expect(branchOf()).toEqual(['main']);
    copyWorkflows(order(['deploy'], { branch: 'live', force: true }));
    expect(branchOf()).toEqual(['live']);
  });
});

describe('what is there and different', () => {
  beforeEach(() => {
    copyWorkflows(order(['deploy']));
    writeFileSync(join(app, '.github/workflows/deploy.yml'), copied('deploy').replace('name: Deploy', 'name: Ship'));
  });

  test('stays, and nothing else is written either', () => {
    expect(problemsOf(order(['migrate', 'deploy']))).toEqual([
      '.github/workflows/deploy.yml is there and different: --dry-run shows how, --force replaces it.',
      'Nothing was written.',
    ]);
    expect(copied('deploy')).toContain('name: Ship');
    expect(readdirSync(join(app, '.github/workflows'))).toEqual(['deploy.yml']);
  });

  test('is replaced with --force', () => {
    expect(copyWorkflows(order(['deploy'], { force: true }))[0]).toBe('replaced   .github/workflows/deploy.yml');
    expect(copied('deploy')).toBe(readStarter('deploy'));
  });

  test('is shown as a diff with --dry-run, which writes nothing', () => {
    const diff = copyWorkflows(order(['deploy', 'migrate', 'rollback'], { dryRun: true }));
    expect(diff).toEqual(expect.arrayContaining(['-name: Ship', '+name: Deploy', '+name: Migrate']));
    expect(diff.join('\n')).not.toContain(tmpdir());
    expect(readdirSync(join(app, '.github/workflows'))).toEqual(['deploy.yml']);
    expect(copied('deploy')).toContain('name: Ship');
  });
});

describe('what is still to be set', () => {
  test('needed first, then role or keys, then the rest; with the repository when the remote says it', () => {
    runGit(app, ['remote', 'add', 'origin', 'git@github.com:acme/app.git']);
    const told = copyWorkflows(order(['deploy'], { set: ['AWS_REGION=eu-west-1', 'ECS_CLUSTER=prod'] }));
    const at = (text: string) => told.findIndex((line) => line.includes(text));
    expect(at('gh variable set ECR_REPOSITORY --repo acme/app')).toBeGreaterThan(at('These must be set'));
    expect(at('gh variable set AWS_ROLE_ARN')).toBeGreaterThan(at('Either the role or the two keys'));
    expect(at('gh secret set AWS_SECRET_ACCESS_KEY')).toBeLessThan(at('These may be set'));
    expect(at('gh variable set HEALTH_URL')).toBeGreaterThan(at('These may be set'));
    expect([at('set AWS_REGION'), at('set ECS_CLUSTER')]).toEqual([-1, -1]);
  });
});

const wrong: readonly (readonly [what: string, order: Partial<CopyOrder>, problems: readonly string[]])[] = [
  ['a misspelt starter', { names: ['deply'] }, ['There is no starter deply; did you mean deploy?']],
  ['a value without a value', { set: ['ECS_CLUSTER'] }, ['--set ECS_CLUSTER is not NAME=value.']],
  [
    'a misspelt value',
    { set: ['ECS_CLUSTR=a'] },
    ['No starter here has a value ECS_CLUSTR; did you mean ECS_CLUSTER?'],
  ],
  ['a value twice', { set: ['ECS_CLUSTER=a', 'ECS_CLUSTER=b'] }, ['--set names ECS_CLUSTER twice.']],
  ['a file that is not there', { set: ['BUILD_ARGS=@no.yml'] }, ['BUILD_ARGS: there is no file no.yml.']],
  [
    'a secret in a file',
    { set: ['AWS_SECRET_ACCESS_KEY=abc'] },
    ['AWS_SECRET_ACCESS_KEY is a secret and stands in no file: gh secret set AWS_SECRET_ACCESS_KEY'],
  ],
  [
    'a ref that is no release, and a folder that is not there',
    { ref: 'main', to: 'nowhere' },
    ['--ref main is no release: v1, v1.2.0 or the 40 digits of a commit.', 'There is no folder nowhere.'],
  ],
];
test.each(wrong)('%s is said, and nothing is written', (_what, more, problems) => {
  expect(problemsOf(order(['deploy'], more))).toEqual([...problems, 'Nothing was written.']);
  expect(readdirSync(app)).toEqual(['.git']);
});

test('a starter that is nothing like one gets the list', () => {
  expect(problemsOf(order(['terraform']))[0]).toBe(
    `There is no starter terraform: there are ${starterNames().join(', ')}.`,
  );
});

test('a folder in no repository is said', () => {
  const outside = mkdtempSync(join(tmpdir(), 'copy-workflow-outside-'));
  try {
    expect(problemsOf(order(['deploy'], { to: outside }))[0]).toContain(
      'is in no git repository: run `git init` there first.',
    );
  } finally {
    rmSync(outside, { recursive: true });
  }
});
