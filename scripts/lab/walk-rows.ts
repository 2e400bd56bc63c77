import { LabError } from './lab-error.ts';

/** One thing that has to be there: installed, started, or made. */
export interface Row<Plan> {
  readonly name: string;
  /** Names of rows that come before. */
  readonly after?: readonly string[];
  /** Makes it so, does nothing when it is so; returns what was done, in a few words. */
  readonly run: (plan: Plan) => Promise<string>;
}

export type RowEnd =
  | { readonly name: string; readonly how: 'done'; readonly did: string; readonly ms: number }
  | { readonly name: string; readonly how: 'failed'; readonly why: LabError; readonly ms: number }
  | { readonly name: string; readonly how: 'left out'; readonly missing: string };

/**
 * Runs every row as soon as the rows that it names have ended, several at a time. A row after a failed one is left out, and
 * all others go on; with `whatever` it runs as well. Returns the ends in the order of the table, and tells each when it comes.
 */
export async function walkRows<Plan>(
  rows: readonly Row<Plan>[],
  plan: Plan,
  tell: (end: RowEnd) => void,
  { whatever = false }: { readonly whatever?: boolean } = {},
): Promise<readonly RowEnd[]> {
  const ends = new Map<string, Promise<RowEnd>>();
  for (const row of rows) {
    const unknown = (row.after ?? []).find((name) => !ends.has(name));
    if (unknown !== undefined) throw new Error(`the row ${row.name} names ${unknown}, which does not stand before it`);
    const before = (row.after ?? []).flatMap((name) => ends.get(name) ?? []);
    const end = walk(row, plan, before, whatever);
    ends.set(
      row.name,
      end.then((it) => {
        tell(it);
        return it;
      }),
    );
  }
  return Promise.all(ends.values());
}

async function walk<Plan>(
  row: Row<Plan>,
  plan: Plan,
  before: readonly Promise<RowEnd>[],
  whatever: boolean,
): Promise<RowEnd> {
  const { name } = row;
  const missing = (await Promise.all(before)).find(({ how }) => how !== 'done');
  if (missing !== undefined && !whatever) return { name, how: 'left out', missing: missing.name };
  const started = Date.now();
  try {
    return { name, how: 'done', did: await row.run(plan), ms: Date.now() - started };
  } catch (error) {
    const why = error instanceof LabError ? error : new LabError(String(error));
    return { name, how: 'failed', why, ms: Date.now() - started };
  }
}
