import { createHash } from 'node:crypto';

/**
 * What tells that something is another: 4 hexadecimal digits of a hash. Far too little to tell a value by, since labels
 * can be read by everyone who can read the image.
 */
export interface Marked {
  readonly mark: string;
  /** By name: the files of a folder, the values of an input. */
  readonly inside?: ReadonlyMap<string, Marked>;
}

/** As a label keeps it: a mark, or the marks of what is inside. */
export type Marks = string | { readonly [name: string]: Marks };

const markOf = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 4);

/** Values by name. */
export const markValues = (texts: Readonly<Record<string, string>>): Marked =>
  folder('', new Map(Object.entries(texts).map(([name, value]) => [name, { mark: markOf(value) }])));

/** One entry of a context: its path from the root, and a line that says all of it. */
export interface ContextLine {
  readonly path: string;
  readonly line: string;
}

/** The lines of a context as a tree. A folder's mark is that of everything in it. */
export function markFiles(lines: readonly ContextLine[]): Marked {
  const root: Growing = { line: '', inside: new Map() };
  for (const { path, line } of lines) {
    let at = root;
    for (const name of path.split('/')) {
      const next = at.inside.get(name) ?? { line: '', inside: new Map() };
      at.inside.set(name, next);
      at = next;
    }
    at.line = line;
  }
  return folder('', grown(root.inside));
}

interface Growing {
  line: string;
  readonly inside: Map<string, Growing>;
}

const grown = (inside: ReadonlyMap<string, Growing>): ReadonlyMap<string, Marked> =>
  new Map(
    [...inside].map(([name, one]) => [
      name,
      one.inside.size === 0 ? { mark: markOf(one.line) } : folder(one.line, grown(one.inside)),
    ]),
  );

const folder = (line: string, inside: ReadonlyMap<string, Marked>): Marked => ({
  mark: markOf(line + JSON.stringify([...inside].map(([name, { mark }]) => [name, mark]))),
  inside,
});
