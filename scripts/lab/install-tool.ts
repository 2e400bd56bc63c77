import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LabPlan } from './plan-lab.ts';

export interface Tool {
  /** A folder of the cache, with the version: `act-0.2.89`. */
  readonly folder: string;
  /** Programs, from the folder. */
  readonly programs: readonly string[];
  /** Fills the empty folder. */
  readonly make: (folder: string) => Promise<void>;
}

/**
 * Puts a tool into the cache when it is not there, and its programs into the lab's folder for PATH. A folder that was not
 * finished is made anew. Returns `was there` or `built`.
 */
export async function installTool(plan: LabPlan, { folder, programs, make }: Tool): Promise<'was there' | 'built'> {
  const path = join(plan.cache, folder);
  const stamp = join(path, '.complete');
  const there = existsSync(stamp);
  if (!there) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true });
    await make(path);
    writeFileSync(stamp, '');
  }
  for (const program of programs) linkTo(join(path, program), join(plan.folder, 'bin', program.replace(/^.*\//, '')));
  return there ? 'was there' : 'built';
}

/** Makes `link` lead to `target`, wherever it led before; a link that does is not touched: someone may run it now. */
export function linkTo(target: string, link: string): void {
  if (readLink(link) === target) return;
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(target, link);
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
