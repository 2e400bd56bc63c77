import type { StoppedContainer, StoppedTask } from './stopped-task.ts';

/** What of a task definition a cause needs to know. */
export interface ContainerFacts {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  /** `valueFrom` of its secrets, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Names of its variables. */
  readonly variables: readonly string[];
  readonly log?: ContainerLog;
}

export interface ContainerLog {
  readonly driver: string;
  readonly group?: string;
  readonly prefix?: string;
}

/**
 * The container that ended the task: an essential one, that failed by itself. 137 and 143 are what ECS leaves behind
 * when it stops the others, so they count only when nothing else ended. DescribeTasks gives no times of containers.
 * `undefined` when the task has no container of its definition.
 */
export function failingContainer(
  task: StoppedTask,
  containers: readonly ContainerFacts[],
): StoppedContainer | undefined {
  const essential = new Set(containers.filter((one) => one.essential).map((one) => one.name));
  const known = new Set(containers.map((one) => one.name));
  const candidates = task.containers.filter((one) => known.size === 0 || known.has(one.name));
  const ranks = candidates.map((one) => rank(one) + (essential.has(one.name) || essential.size === 0 ? 0 : 10));
  const best = Math.min(...ranks);
  return candidates[ranks.indexOf(best)];
}

/** Lower is likelier. */
function rank({ exitCode, reason, health }: StoppedContainer): number {
  if (reason !== undefined && !isKill(exitCode)) return 0;
  if (reason !== undefined && /OutOfMemory/i.test(reason)) return 0;
  if (health === 'UNHEALTHY') return 1;
  if (exitCode !== undefined && exitCode !== 0 && !isKill(exitCode)) return 1;
  if (exitCode === 0) return 2;
  return isKill(exitCode) ? 3 : 4;
}

/** SIGKILL and SIGTERM. */
const isKill = (exitCode: number | undefined): boolean => exitCode === 137 || exitCode === 143;

/**
 * What two tasks have in common that failed in the same way: stop code, container, exit code and the reasons without
 * what differs from task to task (ids, numbers).
 */
export function signatureOf(task: StoppedTask, containers: readonly ContainerFacts[]): string {
  const failing = failingContainer(task, containers);
  const ran = failing?.exitCode !== undefined;
  return [
    task.stopCode ?? '',
    ran ? failing.name : '',
    failing?.exitCode ?? '',
    sameText(failing?.reason ?? ''),
    sameText(task.stoppedReason ?? ''),
  ].join('|');
}

const sameText = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[0-9a-f]{8,}(-[0-9a-f]{4,})*/g, '#')
    .replace(/\d+/g, '#');

export interface FailureGroup {
  readonly signature: string;
  /** Newest first. */
  readonly tasks: readonly StoppedTask[];
}

/** Tasks by signature, the largest group first, of equal ones the newer; tasks that were scaled in are left out. */
export function groupFailures(
  tasks: readonly StoppedTask[],
  containers: readonly ContainerFacts[],
): readonly FailureGroup[] {
  const newestFirst = tasks.toSorted((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0));
  const groups = Map.groupBy(newestFirst, (task) => signatureOf(task, containers));
  return [...groups]
    .map(([signature, members]) => ({ signature, tasks: members }))
    .toSorted((a, b) => b.tasks.length - a.tasks.length || newest(b) - newest(a));
}

const newest = (group: FailureGroup): number => group.tasks[0]?.stoppedAt ?? 0;
