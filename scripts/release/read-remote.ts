import { runGit } from './run-git.ts';
import { compareVersions, readVersion, tagOf, type Version } from './version.ts';

export interface Remote {
  /** Its name or its address, as git takes it. */
  readonly name: string;
  /** Commits by full name of the branch or tag. */
  readonly refs: ReadonlyMap<string, string>;
  /** What was released, newest first. */
  readonly versions: readonly Version[];
}

/** Asks the remote itself what it has: what the checkout remembers of it may be old. Throws `GitError`. */
export function readRemote(root: string, name: string): Remote {
  const rows = runGit(root, ['ls-remote', '--heads', '--tags', name])
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
  // An annotated tag comes twice; the row with ^{} has its commit and comes last.
  const refs = new Map(rows.map(([id = '', ref = '']) => [ref.replace(/\^\{\}$/, ''), id]));
  const versions = [...refs.keys()]
    .filter((ref) => ref.startsWith('refs/tags/v'))
    .map((ref) => readVersion(ref.slice('refs/tags/'.length)))
    .filter((version) => version !== undefined)
    .sort((a, b) => compareVersions(b, a));
  return { name, refs, versions };
}

export const tagAt = (remote: Remote, version: Version): string | undefined =>
  remote.refs.get(`refs/tags/${tagOf(version)}`);

/** Brings the objects of a tag here; writes no branch, no tag and no FETCH_HEAD. */
export function fetchTag(root: string, remote: Remote, version: Version): void {
  runGit(root, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', remote.name, `refs/tags/${tagOf(version)}`]);
}
