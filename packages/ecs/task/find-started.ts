import type { Task } from '@aws-sdk/client-ecs';
import { AwsError } from '#aws/aws-error';
import { until } from '#base/until';
import { groupOf, startedByOf, type TaskContext, type TaskSpec } from './task-spec.ts';

/** How long a task that was started without an answer is looked for, in ms: lists of ECS are some seconds behind. */
const patience = 15_000;
/** Between AWS's clock and ours, in ms. */
const skew = 5_000;

/**
 * The task of a RunTask that AWS did not answer, when it has carried it out: of this release and step, created since
 * `askedAt` (ms since the epoch), running or ended. `undefined` when none is found, or cannot be looked for.
 */
export async function findStarted(spec: TaskSpec, context: TaskContext, askedAt: number): Promise<Task | undefined> {
  const { aws } = context;
  const look = async (): Promise<Task | undefined> => {
    try {
      const tasks = [...(await tasksOf(spec, context, 'RUNNING')), ...(await tasksOf(spec, context, 'STOPPED'))];
      return tasks.find((task) => isOurs(task, spec, askedAt));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return undefined;
    }
  };
  const pauseMs = () => 3_000;
  const waited = await until(look, { clock: aws.clock, signal: aws.signal, pauseMs, budgetMs: patience });
  return waited.kind === 'answer' ? waited.value : undefined;
}

async function tasksOf(
  spec: TaskSpec,
  { ecs }: TaskContext,
  desiredStatus: 'RUNNING' | 'STOPPED',
): Promise<readonly Task[]> {
  const { cluster } = spec;
  // One page: one release starts few tasks.
  const { taskArns = [] } = await ecs.call('ListTasks', {
    cluster,
    startedBy: startedByOf(spec.release),
    desiredStatus,
  });
  if (taskArns.length === 0) return [];
  return (await ecs.call('DescribeTasks', { cluster, tasks: taskArns })).tasks ?? [];
}

function isOurs({ group, createdAt, overrides }: Task, spec: TaskSpec, askedAt: number): boolean {
  const command = overrides?.containerOverrides?.flatMap((one) => one.command ?? []) ?? [];
  return (
    group === groupOf(spec.service) &&
    JSON.stringify(command) === JSON.stringify(spec.command ?? []) &&
    (createdAt?.getTime() ?? 0) >= askedAt - skew
  );
}
