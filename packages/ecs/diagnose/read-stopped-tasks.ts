import type { Task } from '@aws-sdk/client-ecs';
import type { CallOptions } from '#aws/client';
import type { Ecs } from '../client.ts';
import { isScaledIn, type StoppedTask, stoppedTask } from './stopped-task.ts';

export interface StoppedTasksOf {
  readonly cluster: string;
  readonly service: string;
  /** Deployment id, `ecs-svc/…`: tasks of other deployments are left out. */
  readonly startedBy: string;
  /** ARN of the revision that the deployment rolls out, and since when, in ms since the epoch of AWS's clock. */
  readonly revision: string;
  readonly since: number;
}

/** Most tasks whose details are read in one go: DescribeTasks takes 100. */
const page = 100;
/** Stopped tasks are kept for an hour; of a service that fails this fast the newest tell enough. */
const mostTasks = 500;

/**
 * The tasks of one deployment that ended or are ending, newest first, without those that were merely scaled in.
 * `known` keeps what was read before, by ARN, so that each task is read until it has stopped and never again.
 * ListTasks cannot filter by service and `startedBy` together (API reference), so the filter is applied here.
 * Throws `AwsError`.
 */
export async function readStoppedTasks(
  ecs: Ecs,
  of: StoppedTasksOf,
  known: Map<string, StoppedTask | 'other'>,
  options: CallOptions = {},
): Promise<readonly StoppedTask[]> {
  const arns = await listStopped(ecs, of, options);
  const unread = arns.filter((arn) => known.get(arn) === undefined);
  const unsettled = new Map<string, StoppedTask>();
  for (let from = 0; from < unread.length; from += page) {
    const tasks = unread.slice(from, from + page);
    for (const task of await describe(ecs, of.cluster, tasks, options)) sort(task, of, known, unsettled);
  }
  const settled = [...known.values()].filter((task) => task !== 'other');
  return [...settled, ...unsettled.values()].toSorted((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0));
}

/** What was listed just now may be MISSING for a moment (eventual consistency): that is asked for once more. */
async function describe(
  ecs: Ecs,
  cluster: string,
  tasks: readonly string[],
  options: CallOptions,
): Promise<readonly Task[]> {
  const { tasks: found = [], failures = [] } = await ecs.call('DescribeTasks', { cluster, tasks: [...tasks] }, options);
  const missing = failures.flatMap(({ arn, reason }) => (arn !== undefined && reason === 'MISSING' ? [arn] : []));
  if (missing.length === 0) return found;
  const again = await ecs.call('DescribeTasks', { cluster, tasks: missing }, options);
  return [...found, ...(again.tasks ?? [])];
}

/** A task that is still on its way down counts already when it is known how it ended, and is read again. */
function sort(
  task: Task,
  of: StoppedTasksOf,
  known: Map<string, StoppedTask | 'other'>,
  unsettled: Map<string, StoppedTask>,
): void {
  const read = stoppedTask(task);
  if (!isOf(task, of) || isScaledIn(read)) {
    known.set(read.arn, 'other');
  } else if (task.lastStatus === 'STOPPED') {
    known.set(read.arn, read);
  } else if (read.stopCode !== undefined || read.containers.some((container) => container.exitCode !== undefined)) {
    unsettled.set(read.arn, read);
  }
}

/**
 * `startedBy` holds the id of the deployment (API reference of Task). Where it holds no such id at all, as in MiniStack, the
 * revision and the time tell.
 */
function isOf({ startedBy = '', taskDefinitionArn, createdAt }: Task, of: StoppedTasksOf): boolean {
  if (startedBy.startsWith('ecs-svc/')) return startedBy === of.startedBy;
  return taskDefinitionArn === of.revision && (createdAt?.getTime() ?? 0) >= of.since;
}

async function listStopped(ecs: Ecs, of: StoppedTasksOf, options: CallOptions): Promise<readonly string[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const { cluster, service: serviceName } = of;
    const answer = await ecs.call(
      'ListTasks',
      { cluster, serviceName, desiredStatus: 'STOPPED', ...(nextToken === undefined ? {} : { nextToken }) },
      options,
    );
    arns.push(...(answer.taskArns ?? []));
    nextToken = answer.nextToken;
  } while (nextToken !== undefined && arns.length < mostTasks);
  return arns;
}
