import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from './lab-error.ts';
import { readProcessFile, writeProcessFile } from './process-file.ts';
import { lastLines } from './run-command.ts';

export interface Background {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Put over the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  readonly pidFile: string;
  readonly log: string;
  /** Whether it does its work now; an error counts as not yet. */
  readonly ready: () => Promise<boolean>;
  /** Milliseconds; default 30 000. */
  readonly timeoutMs?: number;
}

/**
 * Starts a program that goes on after this one has ended, and waits until it is ready; nothing is started when the one of
 * its pid file lives. Returns `started`, or `ran already`. Throws `LabError` with its last lines when it ends or is late.
 */
export async function startProcess(background: Background): Promise<'started' | 'ran already'> {
  const { pidFile, log, name, timeoutMs = 30_000 } = background;
  const running = readProcessFile(pidFile);
  if (running === undefined) launch(background);
  const end = Date.now() + timeoutMs;
  while (!(await background.ready().catch(() => false))) {
    if (readProcessFile(pidFile) === undefined) throw new LabError(`${name} ended while it started`, tail(log));
    if (Date.now() > end) throw new LabError(`${name} is not ready after ${timeoutMs / 1000} s`, tail(log));
    await sleep(100);
  }
  return running === undefined ? 'started' : 'ran already';
}

function launch({ name, command, args, env, uid, gid, pidFile, log }: Background): void {
  const output = openSync(log, 'w');
  try {
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...env },
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    child.on('error', () => {});
    if (child.pid === undefined) throw new LabError(`${name} cannot be started: there is no ${command}`);
    writeProcessFile(pidFile, child.pid);
    child.unref();
  } finally {
    closeSync(output);
  }
}

function tail(log: string): readonly string[] {
  return [...lastLines(readFileSync(log, 'utf8')), `(all of it: ${log})`];
}
