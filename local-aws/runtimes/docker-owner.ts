import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Engine } from './docker-engine.ts';

/** On everything that a runtime creates: by it all is found again, also by another process. */
export const OWNER_LABEL = 'local-aws.owner';
export const TASK_LABEL = 'local-aws.task';

/** This process, in a form that a later one cannot be taken for: `host/1234/987654`. */
export const ownOwner = (): string => `${hostname()}/${process.pid}/${startOf(process.pid) ?? ''}`;

/** What people see in `docker ps`: `local-aws-1234-3f6b1c0a9d2e`. Task ids alone come again in the next process. */
export const nameOf = (owner: string, taskId: string): string =>
  `local-aws-${owner.split('/')[1]}-${taskId.slice(0, 12)}`;

/** Whether that process still runs. One of another machine is taken as alive: it is not ours to judge. */
export function isAlive(owner: string): boolean {
  const [host, pid, start] = owner.split('/');
  if (host !== hostname()) return true;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // Of another user: it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return (startOf(Number(pid)) ?? '') === start;
}

/** When a process started, in ticks of this machine; `undefined` where the system does not tell (no /proc). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything; the start is the 22nd.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

interface Listed {
  readonly Id: string;
  readonly Labels: Readonly<Record<string, string>>;
}

/** Removes the containers whose owner `goes` says may go. Returns how many there were. */
export async function removeContainers(engine: Engine, goes: (owner: string) => boolean): Promise<number> {
  const filters = encodeURIComponent(JSON.stringify({ label: [OWNER_LABEL] }));
  const listed = (await engine.ask('GET', `/containers/json?all=1&filters=${filters}`)) as readonly Listed[];
  const left = listed.filter(({ Labels }) => goes(Labels[OWNER_LABEL] ?? ''));
  await Promise.all(left.map(({ Id }) => removeContainer(engine, Id)));
  return left.length;
}

/** Ends it if it runs. One that is gone, or going, is no error. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  await engine.ask('DELETE', `/containers/${id}?force=1&v=1`).catch(() => {});
}
