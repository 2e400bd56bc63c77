import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from './lab-error.ts';
import { isAlive, markProcess, type ProcessMark } from './process-file.ts';

/** Of what a machine has once: port 443 of 127.0.0.1, and the line in /etc/hosts. */
export const machineLock = '/run/deploy-actions-lab/lock.json';

interface Owner extends ProcessMark {
  /** The checkout. */
  readonly root: string;
}

/**
 * Makes `root` the owner of the lock for as long as the process `pid` lives; an owner that is dead loses it. Without a `pid`
 * it is this process, until another one is named. Throws `LabError` with the owner when another checkout's lab lives.
 */
export function lockMachine(root: string, pid?: number, path: string = machineLock): void {
  const holder = readOwner(path);
  if (pid === undefined && holder?.root === root && isAlive(holder)) return;
  take(root, pid ?? process.pid, path);
}

function take(root: string, pid: number, path: string): void {
  const mark = markProcess(pid);
  if (mark === undefined) throw new LabError(`process ${pid} has ended`);
  mkdirSync(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}`;
  writeFileSync(own, `${JSON.stringify({ ...mark, root } satisfies Owner)}\n`);
  try {
    for (;;) {
      const owner = readOwner(path);
      if (owner !== undefined && owner.root !== root && isAlive(owner)) {
        throw new LabError(
          `another lab has port 443 and /etc/hosts: ${owner.root} (process ${owner.pid}). Stop it there: npm run lab -- down`,
        );
      }
      rmSync(path, { force: true });
      if (link(own, path)) return;
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Gives the lock back when it is `root`'s, or its owner is dead. Returns whether it is free now. */
export function unlockMachine(root: string, path: string = machineLock): boolean {
  const owner = readOwner(path);
  if (owner !== undefined && owner.root !== root && isAlive(owner)) return false;
  rmSync(path, { force: true });
  return true;
}

function readOwner(path: string): Owner | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether the name is ours now: of two that link at a time, one finds it taken. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}
