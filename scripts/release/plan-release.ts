import { type Check, changelogOf, findProblems } from './find-problems.ts';
import { readChangelog } from './read-changelog.ts';
import { fetchTag, type Remote, readRemote, tagAt } from './read-remote.ts';
import { runGit } from './run-git.ts';
import { branchOf, movingTagOf, readVersion, tagOf, type Version } from './version.ts';

export interface Release {
  readonly version: Version;
  /** The commit that the tags name: its tree is dist, its parents are the previous release and the commit on main. */
  readonly commit: string;
  readonly main: string;
  /** What the moving tag names on the remote now. */
  readonly moving: string | undefined;
  /** What the branch is there now. */
  readonly tip: string | undefined;
  readonly notes: string;
}

export type Plan =
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  /** The tag is there and is made of HEAD. */
  | { readonly kind: 'released'; readonly release: Release }
  | { readonly kind: 'ready'; readonly release: Release };

/**
 * What releasing HEAD as `wanted` (`1.2.0`) would publish. Writes one commit into the store of objects and nothing else: no
 * branch, no tag, no file of the checkout. The same HEAD, previous release and version give the same commit.
 */
export function planRelease(root: string, name: string, wanted: string, checks: readonly Check[]): Plan {
  const remote = readRemote(root, name);
  const version = readVersion(wanted);
  if (!version)
    return { kind: 'refused', problems: [notVersion(wanted), ...findProblems(root, remote, undefined, checks)] };
  const main = runGit(root, ['rev-parse', 'HEAD']);
  const moving = remote.refs.get(`refs/tags/${movingTagOf(version)}`);
  const tip = remote.refs.get(`refs/heads/${branchOf(version)}`);
  const found = { version, main, moving, tip, notes: notesOf(root, version) };
  const there = tagAt(remote, version);
  if (there && isMadeOf(root, remote, version, there, main))
    return { kind: 'released', release: { ...found, commit: there } };
  const problems = findProblems(root, remote, version, checks);
  if (problems.length > 0) return { kind: 'refused', problems };
  return { kind: 'ready', release: { ...found, commit: makeCommit(root, remote, version, main) } };
}

export const notVersion = (text: string): string =>
  `"${text}" is not a version: three numbers, such as 1.2.0. Pre-releases are not made: @v1 would serve them to everyone.`;

/** The entries of CHANGELOG.md for this version, as Markdown; empty when there are none. */
export const notesOf = (root: string, version: Version): string =>
  readChangelog(changelogOf(root), version.join('.'))?.text ?? '';

function isMadeOf(root: string, remote: Remote, version: Version, tag: string, main: string): boolean {
  fetchTag(root, remote, version);
  const [tree, parents] = runGit(root, ['show', '--no-patch', '--format=%T%n%P', tag]).split('\n');
  return tree === runGit(root, ['rev-parse', 'HEAD:dist']) && parents?.split(' ').at(-1) === main;
}

/** Author and dates are those of the commit on main, so that anyone can make the commit again and compare. */
function makeCommit(root: string, remote: Remote, version: Version, main: string): string {
  const previous = remote.versions[0];
  if (previous) fetchTag(root, remote, previous);
  const before = previous && tagAt(remote, previous);
  const [name = '', email = '', date = ''] = runGit(root, ['show', '--no-patch', '--format=%cn%n%ce%n%cI', main]).split(
    '\n',
  );
  const text = `${tagOf(version)}\n\n${notesOf(root, version)}\n\nMade of ${main}, for ${branchOf(version)}.`;
  const parents = [before, main].flatMap((parent) => (parent ? ['-p', parent] : []));
  return runGit(root, ['commit-tree', 'HEAD:dist', ...parents, '-m', text], {
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date },
    ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email, GIT_COMMITTER_DATE: date },
  });
}
