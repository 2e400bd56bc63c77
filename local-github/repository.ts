import type { GithubState, Repository } from './model.ts';

export const emptyRepository = (name: string): Repository => ({
  name,
  deployments: [],
  deploymentStatuses: new Map(),
  checkRuns: [],
  checkSuites: [],
  statuses: [],
  releases: [],
  refs: new Map(),
  commits: [],
  runs: [],
  jobs: [],
  comments: [],
});

/** The repository of that name; made when it is not there yet. */
export function repositoryIn(state: GithubState, name: string): Repository {
  const found = state.repositories.get(name);
  if (found !== undefined) return found;
  const made = emptyRepository(name);
  state.repositories.set(name, made);
  return made;
}

/** The commit that a branch, a tag or a SHA stands for. A full SHA is taken for a commit when no history is known. */
export function commitOf({ refs, commits }: Repository, ref: string): string | undefined {
  const named =
    refs.get(ref) ?? refs.get(`refs/heads/${ref}`) ?? refs.get(`refs/tags/${ref}`) ?? refs.get(`refs/${ref}`);
  if (named !== undefined) return named;
  if (!/^[0-9a-f]{7,40}$/.test(ref)) return undefined;
  const known = commits.find(({ sha }) => sha.startsWith(ref));
  if (known !== undefined) return known.sha;
  return commits.length === 0 && ref.length === 40 ? ref : undefined;
}

/** A new number for anything. */
export const nextId = (state: GithubState): number => state.nextId++;
