import { readChangelog } from './read-changelog.ts';
import { type Remote, tagAt } from './read-remote.ts';
import { GitError, runGit } from './run-git.ts';
import { branchOf, nextVersion, type Step, tagOf, type Version } from './version.ts';

/** A program that fails when the checkout is not fit to be released; what it prints says why. */
export type Check = () => { readonly failed: boolean; readonly output: string };

export const mainBranch = 'main';

/**
 * Everything that speaks against releasing HEAD as this version, a line or more each; empty: nothing does. Without a
 * version, what speaks against any. Writes nothing.
 */
export function findProblems(
  root: string,
  remote: Remote,
  version: Version | undefined,
  checks: readonly Check[],
): string[] {
  return [
    ...ofTheCheckout(root, remote),
    ...ofTheTree(root),
    ...checks.flatMap((check) => {
      const { failed, output } = check();
      return failed ? [shortened(output.trim() || 'A check failed and did not say why.')] : [];
    }),
    ...(version ? ofTheVersion(root, remote, version) : []),
  ];
}

function ofTheCheckout(root: string, remote: Remote): string[] {
  const changed = runGit(root, ['status', '--porcelain']).split('\n').filter(Boolean);
  const branch = runGit(root, ['rev-parse', '--abbrev-ref', 'HEAD']);
  const head = runGit(root, ['rev-parse', 'HEAD']);
  const there = remote.refs.get(`refs/heads/${mainBranch}`);
  return [
    ...(changed.length > 0 ? [`The checkout has changes that are not committed: ${few(changed)}. Commit them.`] : []),
    ...(branch === mainBranch ? [] : [`HEAD is on ${branch}; a release is made of ${mainBranch}.`]),
    ...(head === there
      ? []
      : [
          `HEAD is ${head.slice(0, 12)}, ${mainBranch} of ${remote.name} is ${there?.slice(0, 12) ?? 'not there'}: push or pull first.`,
        ]),
  ];
}

function ofTheTree(root: string): string[] {
  const names = list(root, 'HEAD:actions').filter((name) => list(root, `HEAD:actions/${name}`).includes('spec.ts'));
  const missing = names
    .flatMap((name) => [`${name}/action.yml`, `${name}/index.js`])
    .filter((path) => !has(root, `HEAD:dist/${path}`));
  return missing.length === 0 ? [] : [`dist is not complete: ${few(missing)} not committed. Run \`npm run build\`.`];
}

function ofTheVersion(root: string, remote: Remote, version: Version): string[] {
  const tag = tagOf(version);
  const previous = remote.versions[0];
  const problems: string[] = [];
  const taken = tagAt(remote, version);
  if (taken) problems.push(`${tag} is taken: it is ${taken.slice(0, 12)}, not made of HEAD. A version never changes.`);

  const after = (step: Step) => nextVersion(previous, step).join('.');
  const steps: readonly Step[] = previous === undefined ? ['major'] : ['patch', 'minor', 'major'];
  const step = steps.find((one) => after(one) === version.join('.'));
  const allowed = steps.map(after).join(', ');
  if (!step && !taken)
    problems.push(`${version.join('.')} does not follow ${previous?.join('.') ?? 'nothing'}: ${allowed} would.`);

  const tip = remote.refs.get(`refs/heads/${branchOf(version)}`);
  const newest = remote.versions.find(([major]) => major === version[0]);
  if (tip !== (newest && tagAt(remote, newest)))
    problems.push(
      `${branchOf(version)} of ${remote.name} is ${tip?.slice(0, 12) ?? 'not there'}, which is not ${newest ? tagOf(newest) : 'what no release leaves'}: look at who moved it.`,
    );
  return [...problems, ...ofTheChangelog(root, version, previous && step, after)];
}

function ofTheChangelog(
  root: string,
  version: Version,
  step: Step | undefined,
  after: (step: Step) => string,
): string[] {
  const name = version.join('.');
  const text = changelogOf(root);
  const changes = readChangelog(text, name);
  const problems: string[] = [];
  if (!changes?.text)
    problems.push(`CHANGELOG.md has nothing under "## ${name}": rename "## Unreleased" and commit that.`);
  if (changes && readChangelog(text, 'Unreleased')?.text)
    problems.push(`CHANGELOG.md has entries under "## Unreleased" that would go out with ${name}: move them there.`);
  const sizes: readonly Step[] = ['patch', 'minor', 'major'];
  if (changes?.text && step && sizes.indexOf(step) < sizes.indexOf(changes.step))
    problems.push(`CHANGELOG.md tells of a ${changes.step} change under ${name}: that is ${after(changes.step)}.`);
  return problems;
}

/** CHANGELOG.md as it is committed; empty when it is not. */
export const changelogOf = (root: string): string =>
  has(root, 'HEAD:CHANGELOG.md') ? runGit(root, ['show', 'HEAD:CHANGELOG.md']) : '';

/** A stale dist is stale in every chunk: the first lines and the last one, which says what to do, are enough. */
function shortened(output: string): string {
  const lines = output.split('\n');
  if (lines.length <= 7) return output;
  return [...lines.slice(0, 5), `and ${lines.length - 6} lines like these`, ...lines.slice(-1)].join('\n');
}

const few = (names: readonly string[]) =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');

const list = (root: string, tree: string): string[] =>
  has(root, tree) ? runGit(root, ['ls-tree', '--name-only', tree]).split('\n').filter(Boolean) : [];

function has(root: string, object: string): boolean {
  try {
    runGit(root, ['cat-file', '-e', object]);
    return true;
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
}
