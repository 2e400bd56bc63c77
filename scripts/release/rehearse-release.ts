import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mainBranch } from './find-problems.ts';
import { releaseVersion } from './release-version.ts';
import { runGit } from './run-git.ts';
import { nextVersion, tagOf } from './version.ts';

export interface Rehearsal {
  /** A bare repository with `main`, `releases/v1` and the tags. */
  readonly remote: string;
  readonly tag: string;
  /** What `@<SHA>` names. */
  readonly commit: string;
}

/**
 * Releases what is committed in `root` as the first version, into a repository of its own under `folder`: the whole
 * story with real git, and nothing leaves the machine. Throws when the release is refused, with its reasons.
 */
export function rehearseRelease(root: string, folder: string): Rehearsal {
  mkdirSync(folder, { recursive: true });
  const [remote, clone] = [join(folder, 'remote.git'), join(folder, 'clone')];
  const version = nextVersion(undefined, 'major');
  runGit(folder, ['init', '--quiet', '--bare', '--initial-branch', mainBranch, remote]);
  // A checkout of CI has no history; what it has is enough here.
  runGit(remote, ['config', 'receive.shallowUpdate', 'true']);
  runGit(folder, ['clone', '--quiet', '--no-tags', root, clone]);
  runGit(clone, ['checkout', '--quiet', '-B', mainBranch]);
  nameUnreleased(join(clone, 'CHANGELOG.md'), version.join('.'));
  const who = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@example.com'];
  runGit(clone, [...who, 'commit', '--quiet', '--all', '--allow-empty', '-m', `${version.join('.')} in the changelog`]);
  runGit(clone, ['push', '--quiet', remote, mainBranch]);
  const { done, lines, commit } = releaseVersion({ root: clone, remote, dryRun: false, checks: [] }, version.join('.'));
  if (!done || !commit) throw new Error(lines.join('\n'));
  return { remote, tag: tagOf(version), commit };
}

function nameUnreleased(path: string, version: string): void {
  const text = readFileSync(path, 'utf8');
  if (text.includes(`\n## ${version}`)) return;
  writeFileSync(path, text.replace('\n## Unreleased\n', `\n## Unreleased\n\n## ${version}\n`));
}
