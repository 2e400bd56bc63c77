import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Check } from '../../scripts/release/find-problems.ts';
import { goBackTo } from '../../scripts/release/go-back-to.ts';
import { releaseVersion } from '../../scripts/release/release-version.ts';
import { runGit } from '../../scripts/release/run-git.ts';

export const fine: Check = () => ({ failed: false, output: '' });

/** What a changelog says after its head; `entries` by version, newest first. */
export const changelog = (entries: Readonly<Record<string, string>>) =>
  `# Changelog\n\n${Object.entries(entries)
    .map(([name, text]) => `## ${name}\n\n${text}\n`)
    .join('\n')}`;

/** A remote and a checkout of it with one action, in a temporary folder. */
export class ReleaseStage {
  readonly folder = mkdtempSync(join(tmpdir(), 'release-'));
  readonly remote = join(this.folder, 'remote.git');
  readonly checkout = join(this.folder, 'checkout');

  /** A copy of `like`, or with nothing released and one commit on main. */
  constructor(like?: ReleaseStage) {
    if (like) cpSync(like.folder, this.folder, { recursive: true });
    else this.begin();
  }

  private begin(): void {
    runGit(this.folder, ['init', '--quiet', '--bare', '--initial-branch', 'main', this.remote]);
    runGit(this.folder, ['clone', '--quiet', this.remote, this.checkout]);
    this.git('remote', 'set-url', 'origin', '../remote.git');
    for (const [key, value] of Object.entries({ 'user.name': 'Ada', 'user.email': 'ada@example.com' }))
      this.git('config', key, value);
    this.git('checkout', '--quiet', '-B', 'main');
    this.commit({
      'actions/deploy-ecs/spec.ts': 'export const spec = 1;\n',
      'dist/deploy-ecs/action.yml': 'name: deploy\n',
      'dist/deploy-ecs/index.js': 'console.log(1);\n',
      'CHANGELOG.md': changelog({ Unreleased: '', '1.0.0': '### Added\n\n- All of it.' }),
    });
  }

  git(...args: readonly string[]): string {
    return runGit(this.checkout, args);
  }

  /** What the remote says of a ref or a revision; undefined when it has none. */
  there(ref: string): string | undefined {
    try {
      return runGit(this.remote, ['rev-parse', '--verify', '--quiet', ref]);
    } catch {
      return undefined;
    }
  }

  /** The same for every ref at once. */
  refs = (): string => runGit(this.remote, ['for-each-ref', '--format=%(refname) %(objectname)']);

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.checkout, path)), { recursive: true });
      writeFileSync(join(this.checkout, path), text);
    }
  }

  /** Commits these files and pushes main. Returns the commit. */
  commit(files: Readonly<Record<string, string>>): string {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '-m', 'work');
    this.git('push', '--quiet', 'origin', 'main');
    return this.git('rev-parse', 'HEAD');
  }

  /** A commit on main that changes what is shipped, and tells of it. */
  work(version: string, text: string, code = version): string {
    return this.commit({
      'dist/deploy-ecs/index.js': `console.log('${code}');\n`,
      'CHANGELOG.md': changelog({ Unreleased: '', [version]: text, '1.0.0': '### Added\n\n- All of it.' }),
    });
  }

  release = (version: string, { dryRun = false, checks = [fine] }: { dryRun?: boolean; checks?: Check[] } = {}) =>
    releaseVersion({ root: this.checkout, remote: 'origin', dryRun, checks }, version);

  backTo = (version: string, dryRun = false) => goBackTo({ root: this.checkout, remote: 'origin', dryRun }, version);

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
