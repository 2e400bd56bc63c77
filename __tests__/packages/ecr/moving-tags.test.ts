import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type BuildScene, openBuildScene, registryHost } from './build-scene.ts';

let scene: BuildScene;
beforeEach(async () => {
  scene = await openBuildScene();
});
afterEach(async () => {
  await scene.close();
});

const digestOf = (tag: string, repository = 'api') => {
  const found = scene.ecr.resolve(`${registryHost}/${repository}:${tag}`);
  return found.kind === 'found' ? found.digest : found.kind;
};

interface Build {
  readonly commit: string;
  readonly runId?: string;
  readonly repository?: string;
}

const build = ({ commit, runId = '777', repository = 'api' }: Build) =>
  scene.run({ repository, 'moving-tags': 'latest' }, { run: { commit }, env: { GITHUB_RUN_ID: runId } });

const [older, newer] = ['a'.repeat(40), 'b'.repeat(40)];

test('latest goes on to the newer run, and not back to an older one', async () => {
  await build({ commit: older, runId: '100' });
  expect(digestOf('latest')).toBe(digestOf(older));
  const on = await build({ commit: newer, runId: '101' });
  expect(on.rows[0]?.notes).toEqual(['latest moved here']);
  expect(digestOf('latest')).toBe(digestOf(newer));
  const back = await build({ commit: older, runId: '100' });
  expect(back.report.verdict).toBe('unchanged');
  expect(back.rows[0]?.notes).toContain('latest stays on the image of commit bbbbbbb, which is newer');
  expect(digestOf('latest')).toBe(digestOf(newer));
});

/** Two commits a minute apart in a true repository. */
function commits(): readonly [string, string] {
  const git = (date: string, ...args: readonly string[]) =>
    execFileSync('git', ['-C', scene.workspace, '-c', 'user.name=t', '-c', 'user.email=t@t.example', ...args], {
      encoding: 'utf8',
      env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    }).trim();
  git('', 'init', '--quiet');
  const made = ['2026-01-01T10:00:00Z', '2026-01-01T10:01:00Z'].map((date) => {
    git(date, 'commit', '--quiet', '--allow-empty', '-m', date);
    return git(date, 'rev-parse', 'HEAD');
  });
  return made as unknown as readonly [string, string];
}

test('the time of the commit counts for more than the run: an old commit built today is old', async () => {
  const [first, second] = commits();
  await build({ commit: second, runId: '100' });
  const old = await build({ commit: first, runId: '200' });
  expect(old.rows[0]?.notes).toEqual([`latest stays on the image of commit ${second.slice(0, 7)}, which is newer`]);
  expect(digestOf('latest')).toBe(digestOf(second));
});

test('the same commit built again is the same image, whichever run builds it', async () => {
  const [first] = commits();
  const digests = [];
  for (const runId of ['100', '200']) {
    const { outputs } = await scene.run(
      { repository: 'api', 'if-exists': 'rebuild' },
      { run: { commit: first }, env: { GITHUB_RUN_ID: runId } },
    );
    digests.push(outputs.digest);
  }
  expect(scene.builds()).toHaveLength(2);
  expect(digests[0]).toBe(digests[1]);
});

test('an image whose age cannot be told keeps the tag', async () => {
  scene.ecr.push('api', 'latest');
  const before = digestOf('latest');
  const { rows } = await build({ commit: newer });
  expect(rows[0]?.notes).toEqual([expect.stringMatching(/^latest stays on an image whose age cannot be told: .* 404/)]);
  expect(digestOf('latest')).toBe(before);
});

test.each([
  { mutability: 'IMMUTABLE', exclusions: [], moved: false },
  { mutability: 'IMMUTABLE_WITH_EXCLUSION', exclusions: ['late*'], moved: true },
  { mutability: 'MUTABLE_WITH_EXCLUSION', exclusions: ['latest'], moved: false },
  { mutability: 'MUTABLE_WITH_EXCLUSION', exclusions: ['v*'], moved: true },
] as const)(
  'in a repository that is $mutability $exclusions: moved $moved',
  async ({ mutability, exclusions, moved }) => {
    scene.ecr.createRepository('web', {
      mutability,
      exclusions: exclusions.map((filter) => ({ filterType: 'WILDCARD', filter })),
    });
    const { rows, report } = await build({ commit: newer, repository: 'web' });
    expect(report.verdict).toBe('succeeded');
    expect(rows[0]?.notes).toEqual([moved ? 'latest moved here' : 'latest is skipped: tags of web are immutable']);
    expect(digestOf('latest', 'web')).toBe(moved ? digestOf(newer, 'web') : 'missing');
  },
);

test('what the scan blocks is never the newest', async () => {
  scene.ecr.nextScan({ findings: [{ name: 'CVE-1', severity: 'CRITICAL' }] });
  const { report } = await scene.run({ repository: 'api', 'moving-tags': 'latest', scan: 'high' });
  expect(report.diagnosis?.code).toBe('scan-blocked');
  expect(digestOf('latest')).toBe('missing');
});
