import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessMark } from './process-file.ts';
import { readProcessFile, writeProcessFile } from './process-file.ts';

/**
 * Makes this process the only one that holds a file, once the process that holds it has ended; `tell` hears of that one when
 * there is something to wait for, and may throw instead of waiting. Returns what gives the file back.
 */
export async function holdFile(path: string, tell: (holder: ProcessMark) => void): Promise<() => void> {
  mkdirSync(dirname(path), { recursive: true });
  for (let told = false; ; ) {
    const holder = readProcessFile(path);
    if (holder === undefined || holder.pid === process.pid) break;
    if (!told) tell(holder);
    told = true;
    await sleep(200);
  }
  writeProcessFile(path, process.pid);
  return () => rmSync(path, { force: true });
}
