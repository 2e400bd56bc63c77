import { AwsError } from '#aws/aws-error';
import type { CallOptions } from '#aws/client';
import type { TaskRef } from '#rollout/step';
import type { Ecs } from '../client.ts';
import { shortTaskId, taskIdOf } from '../diagnose/stopped-task.ts';

/**
 * Asks one-off tasks that a run left behind to stop: by ARN, else whatever runs under their `startedBy`. Answers a line
 * for each; never throws, trouble is a line, too.
 */
export async function stopTasks(ecs: Ecs, tasks: readonly TaskRef[], signal: AbortSignal): Promise<readonly string[]> {
  const { refs, lines } = await findLeftTasks(ecs, tasks, signal);
  const stopped = await Promise.all(refs.map((task) => stopOne(ecs, task, signal)));
  return [...lines, ...stopped];
}

/** The tasks that references mean, each once; a line for each reference that could not be looked up. Never throws. */
export async function findLeftTasks(
  ecs: Ecs,
  tasks: readonly TaskRef[],
  signal: AbortSignal,
): Promise<{ readonly refs: readonly Required<TaskRef>[]; readonly lines: readonly string[] }> {
  const known = tasks.filter((task) => task.taskArn !== undefined);
  // A reference without ARN is the one kept before the start; once AWS has answered, the ARN stands beside it.
  const unknown = tasks.filter((task) => task.taskArn === undefined && !known.some((one) => isSame(one, task)));
  const found = await Promise.all(unknown.map((task) => findTasks(ecs, task, signal)));
  const all = [...known, ...found.flatMap(({ refs }) => refs)].map(({ taskArn = '', ...rest }) => ({
    ...rest,
    taskArn,
  }));
  const refs = [...new Map(all.map((task) => [task.taskArn, task])).values()];
  return { refs, lines: found.flatMap(({ lines }) => lines) };
}

const isSame = (a: TaskRef, b: TaskRef): boolean => a.cluster === b.cluster && a.startedBy === b.startedBy;

async function findTasks(
  ecs: Ecs,
  { cluster, startedBy }: TaskRef,
  signal: AbortSignal,
): Promise<{ refs: readonly TaskRef[]; lines: readonly string[] }> {
  try {
    // `startedBy` must be the only filter (API reference of ListTasks).
    const answer = await ecs.call('ListTasks', { cluster, startedBy }, { signal });
    return { refs: (answer.taskArns ?? []).map((taskArn) => ({ cluster, startedBy, taskArn })), lines: [] };
  } catch (error) {
    return { refs: [], lines: [`tasks of ${startedBy} could not be listed: ${textOf(error)}`] };
  }
}

async function stopOne(ecs: Ecs, { cluster, taskArn }: Required<TaskRef>, signal: AbortSignal): Promise<string> {
  const name = nameOf(taskArn);
  try {
    const was = await stopTask(ecs, cluster, taskArn, cancelledReason, { signal });
    return was === 'gone' ? `${name} had ended` : `${name} was asked to stop; a migration may be applied in part`;
  } catch (error) {
    return notStopped(cluster, taskArn, error);
  }
}

/** With which tasks of cancelled runs are stopped. */
export const cancelledReason = 'the run that started it was cancelled';

/** `task 9f3c…` */
export const nameOf = (taskArn: string): string => `task ${shortTaskId(taskIdOf(taskArn))}`;

export const notStopped = (cluster: string, taskArn: string, error: unknown): string =>
  `${nameOf(taskArn)} could not be stopped: ${textOf(error)} (aws ecs stop-task --cluster ${cluster} --task ${taskArn})`;

const textOf = (error: unknown): string => (Error.isError(error) ? error.message : String(error));

/** Asks a task to stop: SIGTERM, its stop timeout, SIGKILL. `gone`: AWS does not know it (any more). Throws `AwsError`. */
export async function stopTask(
  ecs: Ecs,
  cluster: string,
  task: string,
  reason: string,
  options: CallOptions,
): Promise<'asked' | 'gone'> {
  try {
    await ecs.call('StopTask', { cluster, task, reason: `deploy-actions: ${reason}` }, options);
    return 'asked';
  } catch (error) {
    if (error instanceof AwsError && /was not found|not found/i.test(error.message)) return 'gone';
    throw error;
  }
}
