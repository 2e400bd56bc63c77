import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suggestName } from '#base/suggest-name';
import { readStarter, starterNames } from '../starters.ts';
import { CopyProblems } from './copy-problems.ts';
import { fillValues, settableNames } from './fill-values.ts';
import { listMissing } from './list-missing.ts';
import { readSettings } from './read-settings.ts';
import { readTarget } from './read-target.ts';
import { showDiff } from './show-diff.ts';

export interface CopyOrder {
  /** Names of starters. */
  readonly names: readonly string[];
  /** A folder of the git repository that gets them. */
  readonly to: string;
  /** `NAME=value` or `NAME=@file` each. */
  readonly set: readonly string[];
  /** What our actions are called at: a tag of a release, or its commit. */
  readonly ref: string;
  /** The branch that deploys. Default: the default branch of the repository. */
  readonly branch?: string;
  readonly dryRun: boolean;
  /** Replaces files that are there and different. */
  readonly force: boolean;
}

interface Copy {
  /** From the root of the target. */
  readonly path: string;
  readonly text: string;
  /** What is there; absent when nothing is. */
  readonly before: string | undefined;
}

/**
 * Writes starters into a repository and returns what to tell: a line a file, then what is still to be set. Throws
 * `CopyProblems`, before it writes, with all that is wrong.
 */
export function copyWorkflows(order: CopyOrder): readonly string[] {
  const names = [...new Set(order.names)];
  const unknown = names.filter((name) => !starterNames().includes(name));
  const known = names.filter((name) => !unknown.includes(name));
  const settings = readSettings(order.set, [...new Set(known.flatMap((name) => settableNames(readStarter(name))))]);
  const target = readTarget(order.to, order.branch);
  const problems = [
    ...unknown.map(unknownName),
    // Which values there are is only known of starters that there are.
    ...(unknown.length === 0 ? settings.problems : []),
    ...refProblems(order.ref),
    ...target.problems,
  ];
  if (problems.length > 0) throw new CopyProblems(problems);

  const finish = (text: string) => pinned(onBranch(fillValues(text, settings.values), target.branch), order.ref);
  const copies = known.map((name) => planCopy(target.root, `.github/workflows/${name}.yml`, finish(readStarter(name))));
  if (known.includes('security')) copies.push(planCopy(target.root, '.github/zizmor.yml', readStarter('zizmor')));
  const changed = copies.filter(({ text, before }) => before !== undefined && before !== text);
  if (order.dryRun) return copies.flatMap(showDiff);
  if (changed.length > 0 && !order.force)
    throw new CopyProblems(
      changed.map(({ path }) => `${path} is there and different: --dry-run shows how, --force replaces it.`),
    );
  for (const { path, text } of copies) write(join(target.root, path), text);
  return [
    ...copies.map(tell),
    ...listMissing(
      copies.map(({ text }) => text),
      target.repository,
    ),
  ];
}

const unknownName = (name: string): string => {
  const meant = suggestName(name, starterNames());
  return `There is no starter ${name}${meant ? `; did you mean ${meant}?` : `: there are ${starterNames().join(', ')}.`}`;
};

const refProblems = (ref: string): string[] =>
  /^(v\d+(\.\d+\.\d+)?|[0-9a-f]{40})$/.test(ref)
    ? []
    : [`--ref ${ref} is no release: v1, v1.2.0 or the 40 digits of a commit.`];

const pinned = (text: string, ref: string): string =>
  text.replaceAll(/(org\/deploy-actions\/[\w./-]+)@v1\b/g, (_, action: string) => `${action}@${ref}`);

/** The starters speak of main. */
const onBranch = (text: string, branch: string): string =>
  text.replaceAll(/^( +branches: \[)main\b/gm, (_, before: string) => `${before}${branch}`);

function planCopy(root: string, path: string, text: string): Copy {
  const there = join(root, path);
  return { path, text, before: existsSync(there) ? readFileSync(there, 'utf8') : undefined };
}

const tell = ({ path, text, before }: Copy): string =>
  `${before === undefined ? 'written  ' : before === text ? 'unchanged' : 'replaced '}  ${path}`;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
