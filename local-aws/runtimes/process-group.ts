import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export type Child = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Starts a program as the head of a process group of its own, without a shell and with no other environment than the
 * one given. `node` is the Node that runs this program, whatever stands in PATH.
 */
export function spawnGroup(
  command: readonly string[],
  directory: string,
  environment: Readonly<Record<string, string>>,
): Child {
  const [program = '', ...args] = command;
  return spawn(program === 'node' ? process.execPath : program, args, {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

/** Ends a process and everything that it started. A group that is already gone is no error. */
export function killGroup(pid: number): void {
  try {
    // Windows has no process groups: there only the process itself is ended.
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
