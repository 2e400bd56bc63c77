import type { Task } from '@aws-sdk/client-ecs';
import type { Aws, CallOptions } from '#aws/client';
import { until } from '#base/until';
import type { TaskRef } from '#rollout/step';
import type { Ecs } from '../client.ts';
import { readContainers } from '../diagnose/read-containers.ts';
import { taskIdOf } from '../diagnose/stopped-task.ts';
import type { Logs } from './logs-client.ts';
import { logPlace, tailLogs } from './read-logs.ts';
import { cancelledReason, findLeftTasks, nameOf, notStopped, stopTask } from './stop-tasks.ts';

/** What ending tasks needs. `logs` is connected on first use. */
export interface EndContext {
  readonly aws: Aws;
  readonly ecs: Ecs;
  readonly logs: () => Promise<Logs>;
}

/** SIGTERM, 30 s by default, SIGKILL, and a little for AWS to say so; in ms. */
const stopping = 45_000;
/** From the end of a container until its last lines can be read, in ms. */
const lateness = 1_500;
/** Lines shown of what a task wrote after it was asked to stop. */
const shown = 15;

/**
 * Stops one-off tasks that a run left behind and sees them end, 45 s at most. Prints what each wrote after it was asked
 * to stop (what it wrote before, the run itself has shown); answers a line for each with its exit code. Never throws but
 * for the signal's reason: trouble is a line, too.
 */
export async function endTasks(
  context: EndContext,
  tasks: readonly TaskRef[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { refs, lines } = await findLeftTasks(context.ecs, tasks, signal);
  return [...lines, ...(await Promise.all(refs.map((ref) => endOne(context, ref, signal))))];
}

async function endOne(context: EndContext, ref: Required<TaskRef>, signal: AbortSignal): Promise<string> {
  const { cluster, taskArn } = ref;
  try {
    const before = await describe(context.ecs, ref, { signal });
    if (before === undefined || (hasEnded(before) && !wasCancelled(before))) return `${nameOf(taskArn)} had ended`;
    if (before.desiredStatus !== 'STOPPED') {
      const was = await stopTask(context.ecs, cluster, taskArn, cancelledReason, { signal });
      if (was === 'gone') return `${nameOf(taskArn)} had ended`;
    }
  } catch (error) {
    signal.throwIfAborted();
    return notStopped(cluster, taskArn, error);
  }
  const task = await seeEnd(context, ref, signal);
  if (task === undefined) {
    return `${nameOf(taskArn)} was asked to stop and has not ended after ${stopping / 1_000} s; a migration may be applied in part (aws ecs describe-tasks --cluster ${cluster} --tasks ${taskArn})`;
  }
  await showLastLines(context, task, signal);
  return endLine(task);
}

/** The task when it has ended, `undefined` when it has not in time. A look that fails is tried again. */
async function seeEnd({ ecs, aws: { clock } }: EndContext, ref: Required<TaskRef>, signal: AbortSignal) {
  const look = async (): Promise<Task | undefined> => {
    const task = await describe(ecs, ref, { signal, retry: 'never' }).catch(() => signal.throwIfAborted());
    return task !== undefined && hasEnded(task) ? task : undefined;
  };
  const waited = await until(look, { clock, signal, pauseMs: () => 1_500, budgetMs: stopping });
  return waited.kind === 'answer' ? waited.value : undefined;
}

async function describe(ecs: Ecs, { cluster, taskArn }: Required<TaskRef>, options: CallOptions) {
  const answer = await ecs.call('DescribeTasks', { cluster, tasks: [taskArn] }, options);
  return answer.tasks?.[0];
}

const hasEnded = (task: Task): boolean => task.lastStatus === 'STOPPED' || ours(task)?.exitCode !== undefined;

const wasCancelled = ({ stoppedReason = '' }: Task): boolean => stoppedReason.includes(cancelledReason);

/** The container whose command was replaced: each of our tasks has exactly one. */
const ours = ({ containers, overrides }: Task) =>
  containers?.find(({ name }) => name === overrides?.containerOverrides?.[0]?.name);

function endLine(task: Task): string {
  const name = nameOf(task.taskArn ?? '');
  const container = ours(task);
  if (container?.exitCode === undefined) return `${name} was stopped before its container ran`;
  const how = `${name} has ended: exit ${container.exitCode} in container ${container.name}`;
  return container.exitCode === 0 ? how : `${how}; a migration may be applied in part`;
}

async function showLastLines({ aws, ecs, logs }: EndContext, task: Task, signal: AbortSignal): Promise<void> {
  const { taskDefinitionArn = '', taskArn = '', stoppingAt, executionStoppedAt } = task;
  if (stoppingAt === undefined) return;
  try {
    const name = ours(task)?.name;
    const container = (await readContainers(ecs, taskDefinitionArn, { signal })).find((one) => one.name === name);
    const place = container === undefined ? undefined : logPlace(container, taskIdOf(taskArn));
    if (place === undefined || 'unreadable' in place) return;
    const endedAt = executionStoppedAt?.getTime() ?? aws.clock.now();
    await aws.clock.sleep(Math.min(lateness, Math.max(0, endedAt + lateness - aws.clock.now())), signal);
    const lines = await tailLogs(await logs(), place, shown, { signal, since: stoppingAt.getTime() });
    for (const line of lines) aws.log.info(`  ${line}`);
    aws.log.info(`${nameOf(taskArn)}: log stream ${place.stream} in ${place.group}`);
  } catch (error) {
    signal.throwIfAborted();
    aws.log.info(`${nameOf(taskArn)}: no log lines: ${Error.isError(error) ? error.message : String(error)}`);
  }
}
