import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabPlan } from './plan-lab.ts';

interface Program {
  readonly pid: number;
  /** Words of its command line, with spaces between. */
  readonly command: string;
  /** The text of /proc/PID/cgroup. */
  readonly groups: string;
}

/** Kills what no pid file knows any more: containers of an engine that was killed, and their keepers. */
export async function endLeftovers({ run }: LabPlan): Promise<string> {
  const found = leftovers(run, programs());
  for (const { pid } of found) kill(pid);
  for (let left = found; left.length > 0; left = leftovers(run, programs())) await sleep(20);
  return `${found.length} killed`;
}

/**
 * The programs whose command line names the lab's folder of sockets, and those in the groups of their containers. A keeper
 * of a container says its id: `containerd-shim-runc-v2 -namespace moby -id 4f2a… -address <socket>`.
 */
export function leftovers(run: string, all: readonly Program[]): readonly Program[] {
  const named = all.filter(({ command }) => command.includes(`${run}/`));
  const ids = named.flatMap(({ command }) => / -id ([0-9a-f]{64})\b/.exec(command)?.[1] ?? []);
  const contained = all.filter(({ groups }) => ids.some((id) => groups.includes(id)));
  // What is in a container ends before its keeper: after that nobody could tell whose it was.
  return [...new Set([...contained, ...named])];
}

function programs(): readonly Program[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), command, groups: readFileSync(`/proc/${name}/cgroup`, 'utf8') }];
      } catch {
        return [];
      }
    });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
