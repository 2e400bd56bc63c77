import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with a structured input, in the words of who wrote it: `row 2, command: has an open quote; it: …`. Rows
 * count from 1. Of a value that may be one of several things, what is wrong with the one that it is.
 */
export const describeIssues = (issues: readonly Issue[]): string =>
  issues
    .flatMap((issue) => told(issue))
    .map(({ path, message }) => `${placeOf(path)}: ${message}`)
    .join('; ');

type Told = Pick<Issue, 'path' | 'message'>;

/** What zod says of a union whose schema has no words of its own. */
const wordless = 'Invalid input';

function told(issue: Issue): readonly Told[] {
  if (issue.code !== 'invalid_union' || issue.message !== wordless) return [issue];
  // A branch that complains of the type of the whole value is not what the user meant.
  const meant = issue.errors.find(
    (branch) => !branch.some((one) => one.code === 'invalid_type' && one.path.length === 0),
  );
  const inside = meant?.flatMap((one) => told({ ...one, path: [...issue.path, ...one.path] }));
  if (inside !== undefined && inside.length > 0) return inside;
  const all = issue.errors.flatMap((branch) => branch.slice(0, 1).map((one) => one.message));
  return [{ path: issue.path, message: all.length === 0 ? issue.message : [...new Set(all)].join(', or ') }];
}

/** `row 2, expect-json./status`, `row 1, command, entry 2`. */
const placeOf = (path: Issue['path']): string =>
  path.reduce<string>((place, part, at) => {
    if (typeof part === 'number') return at === 0 ? `row ${part + 1}` : `${place}, entry ${part + 1}`;
    if (place === '') return String(part);
    return typeof path[at - 1] === 'number' ? `${place}, ${String(part)}` : `${place}.${String(part)}`;
  }, '') || 'it';
