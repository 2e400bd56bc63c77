import type { Task } from '@aws-sdk/client-ecs';
import type { Aws } from '#aws/client';
import type { Part } from '#rollout/platform';
import { connectEcs } from '../client.ts';
import { readRunningTasks } from './read-running-tasks.ts';

interface Named {
  readonly row: string;
  readonly place: string;
}

/** DescribeServices takes so many names (API reference). */
const mostServices = 10;

/**
 * What stands behind the load balancers of services, for the check of target health. Services that are deployed
 * blue/green are left out: their tasks are in one of two target groups, and ECS itself moves traffic to healthy ones only.
 */
export function targetsOfServices(aws: Aws, services: readonly Named[]) {
  const groups = new Map<string, readonly string[]>();
  return {
    /** Rows whose service has a target group; none of what cannot be read, which whoever needs it will say. */
    async rows(): Promise<readonly string[]> {
      const ecs = await connectEcs(aws);
      for (const [cluster, members] of Map.groupBy(services, ({ place }) => place)) {
        for (let from = 0; from < members.length; from += mostServices) {
          const some = members.slice(from, from + mostServices);
          const names = some.map(({ row }) => row);
          const answer = await ecs.call('DescribeServices', { cluster, services: names }).catch(() => undefined);
          aws.signal.throwIfAborted();
          for (const { serviceName = '', serviceArn, loadBalancers = [] } of answer?.services ?? []) {
            const plain = loadBalancers.filter(({ advancedConfiguration }) => advancedConfiguration === undefined);
            const arns = plain.flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
            const row = some.find((one) => one.row === serviceName || one.row === serviceArn)?.row;
            if (row !== undefined && arns.length > 0) groups.set(row, arns);
          }
        }
      }
      return [...groups.keys()];
    },
    /** The addresses of the tasks that run a part's revision, by target group; none where no task has one. Throws `AwsError`. */
    async wanted(part: Part, signal: AbortSignal) {
      const ids: string[] = [];
      for await (const tasks of readRunningTasks(await connectEcs(aws), part, { signal })) {
        const ours = tasks.filter((task) => task.taskDefinitionArn === part.to.id && task.lastStatus === 'RUNNING');
        ids.push(...ours.flatMap((task) => addressOf(task) ?? []));
      }
      return ids.length === 0 ? [] : (groups.get(part.row) ?? []).map((group) => ({ group, ids }));
    },
  };
}

/** The address of a task with a network interface of its own; others are registered by their instance. */
const addressOf = ({ attachments = [] }: Task): string | undefined =>
  attachments
    .find(({ type }) => type === 'ElasticNetworkInterface')
    ?.details?.find(({ name }) => name === 'privateIPv4Address')?.value;
