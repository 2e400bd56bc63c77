import { existsSync } from 'node:fs';
import { GitError, runGit } from '../release/run-git.ts';

export interface Target {
  /** The root of the work tree. */
  readonly root: string;
  /** The branch that deploys. */
  readonly branch: string;
  /** OWNER/NAME on GitHub, when a remote says so. */
  readonly repository: string | undefined;
  readonly problems: readonly string[];
}

/** The repository that a folder belongs to. `branch` is used instead of the one that git knows as the default. */
export function readTarget(folder: string, branch: string | undefined): Target {
  if (!existsSync(folder)) return nowhere(`There is no folder ${folder}.`);
  const root = ask(folder, ['rev-parse', '--show-toplevel']);
  if (root === undefined) return nowhere(`${folder} is in no git repository: run \`git init\` there first.`);
  return {
    root,
    branch: branch ?? defaultBranch(root),
    repository: repositoryOf(ask(root, ['remote', 'get-url', 'origin'])),
    problems: [],
  };
}

const nowhere = (problem: string): Target => ({ root: '', branch: '', repository: undefined, problems: [problem] });

/** What the remote calls its default; else main or master where there is one; else the branch that is checked out. */
function defaultBranch(root: string): string {
  const remote = ask(root, ['symbolic-ref', '--short', 'refs/remotes/origin/HEAD'])?.replace(/^origin\//, '');
  const usual = ['main', 'master'].find((name) => ask(root, ['rev-parse', '--verify', '-q', `refs/heads/${name}`]));
  return remote ?? usual ?? ask(root, ['symbolic-ref', '--short', 'HEAD']) ?? 'main';
}

const repositoryOf = (url: string | undefined): string | undefined =>
  /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url ?? '')?.[1];

function ask(folder: string, args: readonly string[]): string | undefined {
  try {
    return runGit(folder, args) || undefined;
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
