import type { Task } from '@aws-sdk/client-ecs';
import type { Aws } from '#aws/client';
import { until } from '#base/until';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { Ecs } from '../client.ts';
import { familyOf } from '../definition/task-definition.ts';
import { shortTaskId, taskIdOf } from '../diagnose/stopped-task.ts';
import { groupOf, type TaskContext, type TaskSpec } from './task-spec.ts';

/**
 * Waits until no other task of ours runs for the service, or refuses (`if-running: fail`, or time is up). Answers the
 * reason of the refusal, `undefined` when it is our turn. Throws `AwsError`.
 */
export async function takeTurn(spec: TaskSpec, context: TaskContext): Promise<Diagnosis | undefined> {
  if (spec.ifRunning === 'ignore') return undefined;
  const { aws } = context;
  let running: readonly Task[] = [];
  let said = '';
  const waited = await until(
    async () => {
      running = await otherTasks(context, spec);
      if (running.length === 0) return 'free';
      if (spec.ifRunning === 'fail') return 'busy';
      const names = running.map(nameOf).join(', ');
      if (names !== said) aws.log.info(`waiting for another migration of ${spec.service}: ${names}`);
      said = names;
      return undefined;
    },
    { clock: aws.clock, signal: aws.signal, pauseMs: () => 5_000, budgetMs: spec.timeoutMs },
  );
  return waited.kind === 'answer' && waited.value === 'free' ? undefined : busyWith(spec, running);
}

/**
 * Two runs may find the place free at the same moment and both start. The task that AWS created first stays; the other
 * is stopped before its container runs. Answers the one that ours must make way for. Throws `AwsError`.
 */
export async function overtakenBy(spec: TaskSpec, ours: Task, context: TaskContext): Promise<Task | undefined> {
  if (spec.ifRunning === 'ignore') return undefined;
  const others = await otherTasks(context, spec);
  return others.find((other) => order(other, ours) < 0);
}

const order = (a: Task, b: Task): number =>
  (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0) || ((a.taskArn ?? '') < (b.taskArn ?? '') ? -1 : 1);

/** Running tasks that another process of ours started for the same service: also one of the same release, in another job. */
async function otherTasks({ aws, ecs, own }: TaskContext, spec: TaskSpec): Promise<readonly Task[]> {
  const { cluster } = spec;
  const found: Task[] = [];
  let nextToken: string | undefined;
  do {
    const listed = await ecs.call('ListTasks', {
      cluster,
      family: familyOf(spec.taskDefinition),
      desiredStatus: 'RUNNING',
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const tasks = listed.taskArns ?? [];
    if (tasks.length > 0) found.push(...(await describeListed(aws, ecs, cluster, tasks)));
    nextToken = listed.nextToken;
  } while (nextToken !== undefined);
  return found.filter(
    (task) =>
      task.group === groupOf(spec.service) &&
      task.startedBy?.startsWith('deploy-actions/') === true &&
      !own.has(task.taskArn ?? '') &&
      task.lastStatus !== 'STOPPED',
  );
}

/** How long a task that is listed and MISSING when it is asked for is asked for again, in ms. */
const newness = 10_000;

/** A task that was just started is listed before it can be described: it is not taken for one that is not there. */
async function describeListed(
  aws: Aws,
  ecs: Ecs,
  cluster: string,
  listed: readonly string[],
): Promise<readonly Task[]> {
  const found = new Map<string, Task>();
  const look = async () => {
    const tasks = listed.filter((arn) => !found.has(arn));
    const answer = await ecs.call('DescribeTasks', { cluster, tasks });
    for (const task of answer.tasks ?? []) found.set(task.taskArn ?? '', task);
    return found.size < listed.length ? undefined : true;
  };
  await until(look, { clock: aws.clock, signal: aws.signal, pauseMs: () => 1_000, budgetMs: newness });
  return [...found.values()];
}

const nameOf = (task: Task): string => `task ${shortTaskId(taskIdOf(task.taskArn ?? ''))} of ${task.startedBy}`;

export const busyWith = (spec: TaskSpec, running: readonly Task[]): Diagnosis =>
  diagnosis('in-progress-elsewhere', {
    what: `another migration of ${spec.service} runs: ${running.map(nameOf).join(', ')}`,
    where: `service ${spec.service} in ${spec.cluster}`,
    evidence: running.map((task) => `${task.taskArn} ${task.lastStatus} since ${task.createdAt?.toISOString()}`),
    fix: `Let it end and run again (if-running: wait does that), or stop it: aws ecs stop-task --cluster ${spec.cluster} --task ${running[0]?.taskArn ?? ''}`,
  });
