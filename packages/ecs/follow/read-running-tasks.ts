import type { Task } from '@aws-sdk/client-ecs';
import type { CallOptions } from '#aws/client';
import type { Part } from '#rollout/platform';
import type { Ecs } from '../client.ts';

/** So many tasks are listed, and described, in one call (API reference). */
const page = 100;

/** The running tasks of a part's service, whatever they run, in pages that are read as they are asked for. Throws `AwsError`. */
export async function* readRunningTasks(
  ecs: Ecs,
  { place: cluster, row: serviceName }: Part,
  options: CallOptions,
): AsyncGenerator<readonly Task[]> {
  let nextToken: string | undefined;
  do {
    const of = { cluster, serviceName, desiredStatus: 'RUNNING', maxResults: page } as const;
    const listed = await ecs.call('ListTasks', { ...of, ...(nextToken === undefined ? {} : { nextToken }) }, options);
    const { taskArns: tasks = [] } = listed;
    if (tasks.length > 0) yield (await ecs.call('DescribeTasks', { cluster, tasks }, options)).tasks ?? [];
    nextToken = listed.nextToken;
  } while (nextToken !== undefined);
}
