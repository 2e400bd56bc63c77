import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ids of rows that a decision record in `folder` owns up to, by a line `bench: <id>`. */
export function readKnownMisses(folder: string): ReadonlySet<string> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return new Set(
    files.flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/^bench: ([\w-]+)\s*$/gm)].map(([, id = '']) => id),
    ),
  );
}
