import type { Task } from '@aws-sdk/client-ecs';
import type { CallOptions } from '#aws/client';
import type { Diagnosis } from '#report/diagnosis';
import type { Ecs } from '../client.ts';
import type { FailureGroup } from '../diagnose/failing-container.ts';
import type { Track } from './look-track.ts';
import { readRunningTasks } from './read-running-tasks.ts';

export interface Patience {
  readonly failFast: boolean;
  /** How long a permanent error of a start may stand alone, in ms. */
  readonly graceMs: number;
}

/** Errors of a start that no further try can cure. */
const permanent: readonly string[] = [
  'image-not-found',
  'image-pull-denied',
  'image-platform-mismatch',
  'secret-unreadable',
  'not-found',
];
/** So many tasks that ended alike, with no healthy one beside them, are a crash loop. */
const loop = 3;

/** Whether a group of failures may mean doom already, so that its cause is worth its calls. */
export function maybeDoomed(group: FailureGroup, patience: Patience): boolean {
  if (!patience.failFast) return false;
  return hasNotStarted(group) || (hasExited(group) && group.tasks.length >= loop);
}

/** With the cause known: whether the rollout cannot succeed any more. Remembers since when a permanent error stands. */
export function isDoomed(track: Track, group: FailureGroup, why: Diagnosis, patience: Patience, now: number): boolean {
  if (hasExited(group) && group.tasks.length >= loop) return true;
  if (!permanent.includes(why.code)) return false;
  track.permanentSince ??= now;
  return group.tasks.length >= 2 || now - track.permanentSince >= patience.graceMs;
}

/** A container of its own accord, not a stop by the scheduler (health checks: ECS has its own patience for those). */
const hasExited = ({ tasks }: FailureGroup): boolean =>
  tasks[0]?.stopCode === 'EssentialContainerExited' ||
  (tasks[0]?.stopCode === undefined && tasks[0]?.containers.some(({ exitCode }) => exitCode !== undefined) === true);

const hasNotStarted = ({ tasks }: FailureGroup): boolean =>
  tasks[0]?.stopCode === 'TaskFailedToStart' ||
  /^(?:CannotPull|ResourceInitialization)/.test(tasks[0]?.stoppedReason ?? '');

/** Without any health check a running task counts as healthy after so long (developer guide), in ms. */
const steady = 40_000;

/** Whether a task of the deployment is healthy now. Throws `AwsError`. */
export async function hasHealthyTask(ecs: Ecs, track: Track, now: number, options: CallOptions): Promise<boolean> {
  if ((track.counts?.running ?? 0) === 0) return false;
  for await (const tasks of readRunningTasks(ecs, track.part, options)) {
    if (tasks.some((task) => task.startedBy === track.id && isHealthy(task, now))) return true;
  }
  return false;
}

const isHealthy = ({ lastStatus, healthStatus, startedAt }: Task, now: number): boolean =>
  lastStatus === 'RUNNING' &&
  (healthStatus === 'HEALTHY' || (healthStatus !== 'UNHEALTHY' && now - (startedAt?.getTime() ?? now) > steady));
