import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, readProcessFile } from './process-file.ts';

/**
 * Ends the process of a pid file: SIGTERM, and SIGKILL to its group when it is still there after `patienceMs`. Removes the
 * file. Returns what was done.
 */
export async function stopProcess(
  pidFile: string,
  { patienceMs = 15_000 }: { readonly patienceMs?: number } = {},
): Promise<'stopped' | 'killed' | 'was not running'> {
  const mark = readProcessFile(pidFile);
  if (mark === undefined) {
    rmSync(pidFile, { force: true });
    return 'was not running';
  }
  process.kill(mark.pid, 'SIGTERM');
  const end = Date.now() + patienceMs;
  while (isAlive(mark) && Date.now() < end) await sleep(50);
  const killed = isAlive(mark);
  // It was started as the leader of a group of its own.
  if (killed) process.kill(-mark.pid, 'SIGKILL');
  while (isAlive(mark)) await sleep(20);
  rmSync(pidFile, { force: true });
  return killed ? 'killed' : 'stopped';
}
