import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** A process as files of the lab remember it; the start time tells it from a later one with the same number. */
export interface ProcessMark {
  readonly pid: number;
  /** Clock ticks from the start of the machine, as /proc has them. */
  readonly started: string;
}

/** The process with this number as it is now; `undefined` when there is none, or it only waits to be collected. */
export function markProcess(pid: number): ProcessMark | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  try {
    // The second field is the name in brackets and may hold anything; proc(5): state is field 3, starttime field 22.
    const fields = readFileSync(path, 'utf8')
      .replace(/^.*\)\s/s, '')
      .split(' ');
    const [state, started] = [fields[0], fields[19]];
    return started === undefined || state === 'Z' ? undefined : { pid, started };
  } catch {
    return undefined;
  }
}

export function isAlive({ pid, started }: ProcessMark): boolean {
  return markProcess(pid)?.started === started;
}

/** The living process of a pid file; `undefined` when there is no file, or the process has ended. */
export function readProcessFile(path: string): ProcessMark | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const mark: ProcessMark = JSON.parse(readFileSync(path, 'utf8'));
    return isAlive(mark) ? mark : undefined;
  } catch {
    return undefined;
  }
}

export function writeProcessFile(path: string, pid: number): void {
  const mark = markProcess(pid);
  if (mark !== undefined) writeFileSync(path, `${JSON.stringify(mark)}\n`);
}
