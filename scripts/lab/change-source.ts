import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from './lab-error.ts';
import { runCommand } from './run-command.ts';

/** One change of a Go tool's source before it is built, where the newest release does not know yet what GitHub does. */
export interface SourceChange {
  readonly module: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
}

interface GoOptions {
  readonly cwd: string;
  readonly log: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Copies the published source of a tool to `folder` and changes it there. Throws `LabError` when the text to change is not there
 * once: then the change is over, or has to be thought of anew.
 */
export async function changeSource(
  folder: string,
  version: string,
  { module, file, from, to }: SourceChange,
  options: GoOptions,
): Promise<void> {
  const { Dir }: { Dir: string } = JSON.parse(
    await runCommand('go', ['mod', 'download', '-json', `${module}@v${version}`], options),
  );
  cpSync(Dir, folder, { recursive: true });
  const path = join(folder, file);
  const parts = readFileSync(path, 'utf8').split(from);
  if (parts.length !== 2)
    throw new LabError(`${module} ${version}: ${file} has ${parts.length - 1} times: ${from.trim()}`);
  writeFileSync(path, parts.join(to));
}
