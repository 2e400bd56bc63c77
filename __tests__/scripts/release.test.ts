import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportRelease } from '../../scripts/release/export-release.ts';
import { planRelease } from '../../scripts/release/plan-release.ts';
import { pushRelease } from '../../scripts/release/push-release.ts';
import { rehearseRelease } from '../../scripts/release/rehearse-release.ts';
import { runGit } from '../../scripts/release/run-git.ts';
import { root } from '../contracts/source-files.ts';
import { runBundle } from '../support/run-bundle.ts';
import { changelog, ReleaseStage } from './release-stage.ts';

// 1.0.0 is out, and main has what will be 1.0.1: made once and copied, because git is slow to start.
let template: ReleaseStage;
beforeAll(() => {
  template = new ReleaseStage();
  template.release('1.0.0');
  template.work('1.0.1', fixed);
});
afterAll(() => template[Symbol.dispose]());

const fixed = '### Fixed\n\n- One thing.';

test('the first release: the tree is dist, the parent is main, three refs name it', () => {
  using stage = new ReleaseStage();
  const main = stage.git('rev-parse', 'HEAD');
  const { done, commit } = stage.release('1.0.0');
  expect(done).toBe(true);
  for (const ref of ['refs/heads/releases/v1', 'refs/tags/v1.0.0', 'refs/tags/v1'])
    expect(stage.there(ref)).toBe(commit);
  expect(stage.there('v1.0.0^{tree}')).toBe(stage.git('rev-parse', 'HEAD:dist'));
  expect(stage.there('v1.0.0:deploy-ecs/action.yml')).toBeDefined();
  expect(runGit(stage.remote, ['show', '--no-patch', '--format=%P', 'v1.0.0'])).toBe(main);
  expect(runGit(stage.remote, ['show', '--no-patch', '--format=%B', 'v1.0.0'])).toContain('- All of it.');
});

test('the next ones: first parents are the chain of releases, last parents are on main', () => {
  using stage = new ReleaseStage();
  const sources = [stage.git('rev-parse', 'HEAD')];
  const releases = [stage.release('1.0.0').commit];
  for (const [version, text] of [
    ['1.0.1', fixed],
    ['1.1.0', '### Added\n\n- More.'],
    ['2.0.0', '### Changed\n\n- **Breaking**: names.'],
  ] as const) {
    sources.push(stage.work(version, text));
    releases.push(stage.release(version).commit);
  }
  expect(runGit(stage.remote, ['log', '--first-parent', '--format=%H', '-4', 'releases/v2']).split('\n')).toEqual(
    releases.toReversed(),
  );
  const parents = runGit(stage.remote, ['log', '--first-parent', '--format=%P', '-4', 'releases/v2']).split('\n');
  expect(parents.map((line) => line.split(' ').at(-1))).toEqual(sources.toReversed());
  expect(stage.there('v1')).toBe(stage.there('v1.1.0'));
  expect(stage.there('v2')).toBe(stage.there('v2.0.0'));
  expect(stage.there('releases/v1')).toBe(stage.there('v1.1.0'));
});

test('the checkout is not touched: no file, no branch, no tag, no index', () => {
  using stage = new ReleaseStage(template);
  const index = readFileSync(join(stage.checkout, '.git/index'));
  const before = stage.git('for-each-ref', 'refs/heads', 'refs/tags');
  stage.release('1.0.1');
  expect(stage.git('for-each-ref', 'refs/heads', 'refs/tags')).toBe(before);
  expect(readFileSync(join(stage.checkout, '.git/index')).equals(index)).toBe(true);
  expect(stage.git('status', '--porcelain')).toBe('');
  expect(existsSync(join(stage.checkout, '.git/FETCH_HEAD'))).toBe(false);
});

test('a dry run says the commit that would be made, and makes the remote no different', () => {
  using stage = new ReleaseStage();
  const before = stage.refs();
  const planned = stage.release('1.0.0', { dryRun: true });
  expect(planned.lines[0]).toContain('v1.0.0 would be released');
  expect(stage.refs()).toBe(before);
  expect(stage.release('1.0.0').commit).toBe(planned.commit);
});

describe('started again', () => {
  test('after everything: nothing to do, and the same commit', () => {
    using stage = new ReleaseStage();
    const { commit } = stage.release('1.0.0');
    const before = stage.refs();
    const again = stage.release('1.0.0');
    expect(again).toMatchObject({ done: true, commit, lines: [expect.stringContaining('is released already')] });
    expect(stage.refs()).toBe(before);
  });

  test('after a crash before the push: it finishes', () => {
    using stage = new ReleaseStage();
    const plan = planRelease(stage.checkout, 'origin', '1.0.0', []);
    expect(stage.there('v1.0.0')).toBeUndefined();
    const { done, commit } = stage.release('1.0.0');
    expect(done).toBe(true);
    expect(plan.kind === 'ready' && plan.release.commit).toBe(commit);
  });

  test('after someone went back: it does not move v1 again, and says the command that does', () => {
    using stage = new ReleaseStage();
    const first = stage.release('1.0.0').commit;
    stage.work('1.0.1', fixed);
    stage.release('1.0.1');
    stage.backTo('1.0.0');
    expect(stage.release('1.0.1').lines.join('\n')).toContain('npm run release -- back-to 1.0.1');
    expect(stage.there('v1')).toBe(first);
  });
});

describe('going back', () => {
  test('moves v1 alone; the next release follows the newest and takes v1 along', () => {
    using stage = new ReleaseStage(template);
    const second = stage.release('1.0.1').commit;
    expect(stage.backTo('1.0.0', true).lines[0]).toContain('v1 would name v1.0.0');
    expect(stage.there('v1')).toBe(second);
    expect(stage.backTo('1.0.0').lines[0]).toMatch(/^v1 names v1\.0\.0 .*before: v1\.0\.1/);
    expect(stage.there('v1')).toBe(stage.there('v1.0.0'));
    expect(stage.there('releases/v1')).toBe(second);
    expect(stage.backTo('1.0.0').lines[0]).toContain('already');
    stage.work('1.0.2', fixed);
    const third = stage.release('1.0.2').commit;
    expect(stage.there('v1')).toBe(third);
    expect(stage.there('v1.0.2^1')).toBe(second);
  });

  test('works from a checkout that is not fit to be released', () => {
    using stage = new ReleaseStage(template);
    stage.release('1.0.1');
    stage.git('checkout', '--quiet', '-b', 'other');
    stage.write({ 'README.md': 'half a thought' });
    expect(stage.backTo('1.0.0').done).toBe(true);
  });

  test.each([
    ['9.9.9', 'has no v9.9.9, nothing was changed. It has: no v9 at all.'],
    ['1.0.7', 'has no v1.0.7, nothing was changed. It has: v1.0.0.'],
    ['v1', '"v1" is not a version'],
  ])('to %s is refused', (version, said) => {
    using stage = new ReleaseStage();
    stage.release('1.0.0');
    const before = stage.refs();
    const told = stage.backTo(version);
    expect(told.done).toBe(false);
    expect(told.lines.join('\n')).toContain(said);
    expect(stage.refs()).toBe(before);
  });
});

interface Refusal {
  readonly name: string;
  readonly version?: string;
  readonly first?: (stage: ReleaseStage) => unknown;
  readonly stale?: string;
  readonly said: readonly string[];
}
const refusals: readonly Refusal[] = [
  { name: 'a changed file', first: (stage) => stage.write({ 'new.txt': '' }), said: ['not committed: ?? new.txt'] },
  {
    name: 'dist that is stale',
    stale: 'dist/chunks/1.js is not what the sources give',
    said: ['- dist/chunks/1.js is not'],
  },
  {
    name: 'dist that is stale in every chunk, told shortly',
    stale: `${Array.from({ length: 60 }, (_, n) => `dist/chunks/${n}.js is stale`).join('\n')}\nRun \`npm run build\`.`,
    said: ['chunks/4.js is stale\n  and 55 lines like these\n  Run `npm run build`.'],
  },
  {
    name: 'another branch',
    first: (stage) => stage.git('checkout', '--quiet', '-b', 'topic'),
    said: ['HEAD is on topic; a release is made of main'],
  },
  {
    name: 'a commit that is not pushed',
    first: (stage) => stage.git('commit', '--quiet', '--allow-empty', '-m', 'mine'),
    said: ['push or pull first'],
  },
  {
    name: 'an action that is not built',
    first: (stage) => stage.commit({ 'actions/rollback/spec.ts': '' }),
    said: ['rollback/action.yml, rollback/index.js not committed'],
  },
  { name: 'a version that is none', version: '1.1', said: ['"1.1" is not a version'] },
  { name: 'a pre-release', version: '1.1.0-rc.1', said: ['"1.1.0-rc.1" is not a version'] },
  { name: 'a version that leaps', version: '1.2.0', said: ['1.2.0 does not follow 1.0.0: 1.0.1, 1.1.0, 2.0.0 would'] },
  { name: 'a version made of something else', version: '1.0.0', said: ['v1.0.0 is taken'] },
  {
    name: 'a version that the changelog does not name',
    version: '1.1.0',
    said: ['CHANGELOG.md has nothing under "## 1.1.0"'],
  },
  {
    name: 'a version with nothing under its name',
    first: (stage) => stage.commit({ 'CHANGELOG.md': changelog({ '1.0.1': '', '1.0.0': fixed }) }),
    said: ['CHANGELOG.md has nothing under "## 1.0.1"'],
  },
  {
    name: 'entries that would go out unnamed',
    first: (stage) => stage.commit({ 'CHANGELOG.md': changelog({ Unreleased: fixed, '1.0.1': fixed }) }),
    said: ['entries under "## Unreleased" that would go out with 1.0.1'],
  },
  {
    name: 'a patch that adds',
    first: (stage) => stage.work('1.0.1', '### Added\n\n- A thing.'),
    said: ['tells of a minor change under 1.0.1: that is 1.1.0'],
  },
  {
    name: 'a minor that removes',
    version: '1.1.0',
    first: (stage) => stage.work('1.1.0', '### Removed\n\n- A thing.'),
    said: ['tells of a major change under 1.1.0: that is 2.0.0'],
  },
  {
    name: 'a release branch that someone moved',
    first: (stage) => stage.git('push', '--quiet', 'origin', 'main:releases/v1', '--force-with-lease'),
    said: ['releases/v1 of origin is', 'which is not v1.0.0'],
  },
  {
    name: 'all of it at once',
    version: 'two',
    stale: 'dist/x is stale',
    first: (stage) => {
      stage.git('checkout', '--quiet', '-b', 'topic');
      stage.write({ 'a.txt': '' });
    },
    said: ['"two" is not a version', 'not committed: ?? a.txt', 'HEAD is on topic', '- dist/x is stale'],
  },
];

describe('refused, with nothing changed', () => {
  test.each(refusals)('$name', ({ version = '1.0.1', first, stale, said }) => {
    using stage = new ReleaseStage(template);
    first?.(stage);
    const before = stage.refs();
    const told = stage.release(version, { checks: [() => ({ failed: stale !== undefined, output: stale ?? '' })] });
    expect(told.done).toBe(false);
    for (const text of said) expect(told.lines.join('\n')).toContain(text);
    expect(stage.refs()).toBe(before);
  });

  test('a first release is 1.0.0', () => {
    using stage = new ReleaseStage();
    expect(stage.release('0.1.0').lines.join('\n')).toContain('0.1.0 does not follow nothing: 1.0.0 would.');
  });
});

describe('the remote moved between the look and the push: none of the three refs changes', () => {
  const meanwhile: readonly [string, (stage: ReleaseStage) => unknown][] = [
    ['v1 was moved', (stage) => stage.backTo('1.0.0')],
    ['the version was taken', (stage) => stage.git('push', '--quiet', 'origin', 'HEAD:refs/tags/v1.0.2')],
    [
      'the branch moved',
      (stage) => stage.git('push', '--quiet', '--force-with-lease', 'origin', 'HEAD:refs/heads/releases/v1'),
    ],
  ];
  test.each(meanwhile)('%s', (_, happens) => {
    using stage = new ReleaseStage(template);
    stage.release('1.0.1');
    stage.work('1.0.2', fixed);
    const plan = planRelease(stage.checkout, 'origin', '1.0.2', []);
    if (plan.kind !== 'ready') throw new Error(JSON.stringify(plan));
    happens(stage);
    const before = stage.refs();
    expect(() => pushRelease(stage.checkout, 'origin', plan.release)).toThrow(/did not take it/);
    expect(stage.refs()).toBe(before);
  });

  test('a remote that cannot be asked is said with its words', () => {
    using stage = new ReleaseStage();
    stage.git('remote', 'set-url', 'origin', join(stage.folder, 'gone.git'));
    expect(() => stage.release('1.0.0')).toThrow(/git ls-remote: .*gone\.git/s);
  });
});

test('this repository, released into a repository of its own: what users download starts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  try {
    const { remote, tag, commit } = rehearseRelease(root, folder);
    for (const ref of [tag, 'v1', commit]) {
      const tree = join(folder, ref);
      exportRelease(remote, ref, tree);
      expect(readdirSync(tree)).toEqual(expect.arrayContaining(['LICENSE', 'chunks', 'deploy-ecs', 'rollback']));
    }
    const { exitCode, stdout } = await runBundle('deploy-ecs', { dist: join(folder, 'v1') });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('invalid-input: service: nothing is named');
    expect(() => exportRelease(remote, 'v7', join(folder, 'none'))).toThrow(/v7/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
