import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../scripts/actions.ts';
import { labEnvironment } from '../../scripts/lab/lab-file.ts';
import { createDatabase, type Database } from './support/database.ts';
import { needLab } from './support/need-lab.ts';
import { openTerminal, type Terminal } from './support/open-terminal.ts';
import { fillBlock, readBlocks } from './support/read-blocks.ts';
import type { WorkflowRun } from './support/read-run.ts';
import { setSecret } from './support/stage.ts';

// docs/getting-started.md, block by block, as somebody types it. AWS is the lab's: what deploys and runs is local-aws, what
// local-aws does not have (roles, networks, secrets) is MiniStack. GitHub is a program `gh`, a folder of repositories, and act.

const lab = needLab();
const blocks = readBlocks(join(root, 'docs/getting-started.md'));
const folder = mkdtempSync(join(tmpdir(), 'getting-started-'));
const github = join(folder, 'github');
const name = `started-${Date.now().toString(36)}`;
let database: Database;
let terminal: Terminal;
let said = '';
/** The first block that failed: those after it say nothing of their own. */
let failed = 0;

beforeAll(() => {
  database = createDatabase(lab, name);
  mkdirSync(join(github, 'org'), { recursive: true });
  execFileSync('git', ['clone', '--quiet', '--bare', `file://${root}`, join(github, 'org/deploy-actions.git')]);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const gh = join(root, '__tests__/workflows/support/gh.ts');
  program(join(bin, 'gh'), `exec "${process.execPath}" --disable-warning=ExperimentalWarning "${gh}" "$@"`);
  // There is no push that GitHub has to notice.
  program(join(bin, 'sleep'), 'exit 0');
  const environment = labEnvironment(lab);
  // npm asks the outside, not the lab.
  const { AWS_REGION: _, NODE_EXTRA_CA_CERTS: _certificates, HOME: _home, ...elsewhere } = environment;
  cpSync(lab.docker.config, join(folder, 'docker'), { recursive: true, verbatimSymlinks: true });
  terminal = openTerminal(join(folder, 'work'), {
    ...process.env,
    ...elsewhere,
    DOCKER_CONFIG: join(folder, 'docker'),
    PATH: `${bin}${delimiter}${environment.PATH}`,
    GH_FOLDER: github,
    ...ministack('IAM', 'EC2', 'SECRETS_MANAGER'),
    // github.com is a folder.
    GIT_CONFIG_COUNT: '3',
    ...gitConfig(0, `url.file://${github}/.insteadOf`, 'https://github.com/'),
    ...gitConfig(1, 'user.name', 'octo'),
    ...gitConfig(2, 'user.email', 'octo@example.com'),
  });
});
afterAll(() => {
  // No task of this is left for the tests after it.
  terminal?.run('aws ecs update-service --cluster production --service "$NAME" --desired-count 0 || true');
  database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the world does between two blocks, by a word of the first one. */
const between: Readonly<Record<string, () => Promise<void> | void>> = {
  // What was installed for these tests is not installed a second time, where links can be made of it.
  'git clone': () => {
    const there = join(folder, 'work/deploy-actions/node_modules');
    spawnSync('cp', ['--archive', '--link', realpathSync(join(root, 'node_modules')), there]);
    rmSync(join(there, '.ready'), { force: true });
  },
  // MiniStack keeps the secret, and local-aws starts the tasks that read it.
  'secretsmanager create-secret': () => setSecret(lab, terminal.run('echo "$SECRET"').trim(), database.url),
};

describe('docs/getting-started.md', () => {
  test.each(blocks.map((block, index) => ({ index: index + 1, ...block })))('block $index: $heading', async (block) => {
    if (failed > 0) throw new Error(`not run, because block ${failed} failed`);
    failed = block.index;
    const values = { AWS_REGION: lab.aws.region, NAME: name, REPOSITORY: 'acme/bound', DATABASE_URL: database.url };
    said = terminal.run(block.values ? fillBlock(block, values) : block.script);
    for (const [word, happens] of Object.entries(between)) if (block.script.includes(word)) await happens();
    failed = 0;
  });

  test('the last block shows the commit and the schema, as the page says', () => {
    const commit = terminal.run('git rev-parse HEAD').trim();
    expect(JSON.parse(said)).toEqual({ status: 'ok', version: commit, schema: '0002' });
    expect(database.revision()).toBe('0002');
  });

  test('the run deployed and says how to go back', () => {
    const run: WorkflowRun = JSON.parse(readFileSync(join(github, 'run.json'), 'utf8'));
    expect(run.jobs).toMatchObject({ build: 'success', deploy: 'success' });
    expect(run.outputs['deploy/deploy']).toMatchObject({ verdict: 'succeeded', changed: 'true' });
    expect(run.annotations.filter(({ level }) => level === 'error')).toEqual([]);
    expect(run.summaries.join('\n')).toContain('aws ecs update-service');
  });
});

function program(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

const ministack = (...services: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, lab.ministack.endpoint]));

const gitConfig = (index: number, key: string, value: string): Readonly<Record<string, string>> => ({
  [`GIT_CONFIG_KEY_${index}`]: key,
  [`GIT_CONFIG_VALUE_${index}`]: value,
});
