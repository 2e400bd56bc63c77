import { AwsError } from '#aws/aws-error';
import type { CallOptions } from '#aws/client';
import type { TaskRef } from '#rollout/step';
import type { Ecs } from '../client.ts';
import { shortTaskId, taskIdOf } from '../diagnose/stopped-task.ts';

/**
 * Stops one-off tasks that a run left behind: by ARN, else whatever runs under their `startedBy`. Answers a line for
 * each; never throws, trouble is a line, too.
 */
export async function stopTasks(ecs: Ecs, tasks: readonly TaskRef[], signal: AbortSignal): Promise<readonly string[]> {
  const known = tasks.filter((task) => task.taskArn !== undefined);
  // A reference without ARN is the one kept before the start; once AWS has answered, the ARN stands beside it.
  const unknown = tasks.filter((task) => task.taskArn === undefined && !known.some((one) => isSame(one, task)));
  const found = await Promise.all(unknown.map((task) => findTasks(ecs, task, signal)));
  const arns = [...known, ...found.flatMap(({ refs }) => refs)];
  const unique = [...new Map(arns.map((task) => [task.taskArn, task])).values()];
  const stopped = await Promise.all(unique.map((task) => stopOne(ecs, task, signal)));
  return [...found.flatMap(({ lines }) => lines), ...stopped];
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

async function stopOne(ecs: Ecs, { cluster, taskArn = '' }: TaskRef, signal: AbortSignal): Promise<string> {
  const name = `task ${shortTaskId(taskIdOf(taskArn))}`;
  try {
    const was = await stopTask(ecs, cluster, taskArn, 'the run that started it was cancelled', { signal });
    return was === 'gone' ? `${name} had ended` : `${name} was asked to stop; a migration may be applied in part`;
  } catch (error) {
    return `${name} could not be stopped: ${textOf(error)} (aws ecs stop-task --cluster ${cluster} --task ${taskArn})`;
  }
}

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
