import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../scripts/actions.ts';
import { exportRelease } from '../../scripts/release/export-release.ts';
import { goBackTo } from '../../scripts/release/go-back-to.ts';
import { type Rehearsal, rehearseRelease } from '../../scripts/release/rehearse-release.ts';
import { releaseVersion } from '../../scripts/release/release-version.ts';
import { runGit } from '../../scripts/release/run-git.ts';
import { runWorkflow } from './support/act.ts';
import { expectJobs } from './support/expect-jobs.ts';
import { needLab } from './support/need-lab.ts';
import type { WorkflowRun } from './support/read-run.ts';
import { openStage, type Stage } from './support/stage.ts';
import { createTeam, type Team } from './support/team.ts';

// What a team that writes `@v1` runs, and one that pins a SHA: from a release through the next one to the way back. The
// releases are real ones into a repository of their own; the runner gets the tree that a tag names, as it would download it.

const lab = needLab();
const name = `release-${process.pid.toString(36)}${Date.now().toString(36).slice(-4)}`;
const folder = mkdtempSync(join(tmpdir(), 'release-'));
/** What the second release prints, and the first does not. */
const sign = 'This is the second release.';
let first: Rehearsal;
let main: string;
let team: Team;
let stage: Stage;
let exported = 0;

beforeAll(async () => {
  first = rehearseRelease(root, folder);
  main = join(folder, 'main');
  runGit(folder, ['clone', '--quiet', first.remote, main]);
  team = createTeam();
  team.write('.github/workflows/deploy.yml', workflow(first.commit));
  team.commit('Deploys');
  const definition = {
    family: name,
    networkMode: 'awsvpc' as const,
    requiresCompatibilities: ['FARGATE' as const],
    cpu: '256',
    memory: '512',
    containerDefinitions: [{ name: 'app', essential: true, portMappings: [{ containerPort: 8080 }] }],
  };
  stage = await openStage(lab, name, [{ name, repository: name, port: 8080, definition, desired: 1 }]);
});
afterAll(async () => {
  await stage?.close();
  team?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const workflow = (sha: string) => `
on: workflow_dispatch
permissions: { contents: read }
jobs:
${['v1', sha]
  .map(
    (ref, index) => `  ${index === 0 ? 'moving' : 'pinned'}:
    runs-on: ubuntu-latest
    steps:
      - id: deploy
        uses: org/deploy-actions/deploy-ecs@${ref}
        with:
          cluster: ${name}
          service: ${name}
          aws-region: ${lab.aws.region}
          environment-variables: GREETING=hello
          dry-run: true
`,
  )
  .join('')}`;

/** Runs the workflow with what the refs name at this moment. */
async function run(): Promise<WorkflowRun> {
  const actions = Object.fromEntries(['v1', first.commit].map((ref) => [`org/deploy-actions@${ref}`, download(ref)]));
  const done = await runWorkflow(lab, { ...team, actions }, 'deploy');
  expectJobs(done, { moving: 'success', pinned: 'success' });
  for (const job of ['moving', 'pinned']) {
    expect(done.outputs[`${job}/deploy`]).toMatchObject({ verdict: 'planned', changed: 'false' });
  }
  return done;
}

function download(ref: string): string {
  const to = join(folder, 'downloads', String(++exported));
  exportRelease(first.remote, ref, to);
  return to;
}

/** Jobs of the run that were the second release's. */
const jobsOfSecond = ({ log }: WorkflowRun) =>
  log.split('\n').flatMap((line) => (line.endsWith(sign) ? [line.slice(0, line.indexOf(':'))] : []));

/** Replaces a text of a file on main that must be there. */
function change(path: string, from: string, to: string): void {
  const text = readFileSync(join(main, path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
  writeFileSync(join(main, path), text.replace(from, to));
}

describe('uses: org/deploy-actions/deploy-ecs@…', () => {
  test('the first release: @v1 and @<SHA> run the same, and nothing but the tree of the tag is needed', async () => {
    expect(first.tag).toBe('v1.0.0');
    expect(jobsOfSecond(await run())).toEqual([]);
    const before = await stage.revision(name);
    expect(before).toBe(`${name}:1`);
  });

  test('the second release: @v1 runs it, @<SHA> stays', async () => {
    const entry = 'dist/deploy-ecs/index.js';
    const code = readFileSync(join(main, entry), 'utf8');
    writeFileSync(join(main, entry), `console.log('${sign}');\n${code}`);
    change('CHANGELOG.md', '\n## 1.0.0', '\n## 1.0.1\n\n### Fixed\n\n- It says which one it is.\n\n## 1.0.0');
    const who = ['-c', 'user.name=octo', '-c', 'user.email=octo@example.com'];
    runGit(main, [...who, 'commit', '--quiet', '--all', '-m', 'It says which one it is']);
    runGit(main, ['push', '--quiet', 'origin', 'main']);
    const told = releaseVersion({ root: main, remote: 'origin', dryRun: false, checks: [] }, '1.0.1');
    expect(told).toMatchObject({ done: true });
    expect(jobsOfSecond(await run())).toEqual(['moving']);
  });

  test('back-to 1.0.0: @v1 runs the first again, and the second is still there', async () => {
    const told = goBackTo({ root: main, remote: 'origin', dryRun: false }, '1.0.0');
    expect(told).toMatchObject({ done: true, commit: first.commit });
    expect(jobsOfSecond(await run())).toEqual([]);
    const entry = 'deploy-ecs/index.js';
    expect(readFileSync(join(download('v1'), entry), 'utf8')).not.toContain(sign);
    expect(readFileSync(join(download('v1.0.1'), entry), 'utf8')).toContain(sign);
  });

  test('a version that was never released: nothing moves', async () => {
    const told = goBackTo({ root: main, remote: 'origin', dryRun: false }, '1.0.9');
    expect(told).toMatchObject({ done: false, lines: [expect.stringMatching(/no v1\.0\.9.*v1\.0\.1, v1\.0\.0/)] });
    expect(runGit(first.remote, ['rev-parse', 'v1'])).toBe(first.commit);
  });
});
