import type { Deployment, Service, ServiceDeployment } from '@aws-sdk/client-ecs';
import { watchRollout } from '#ecs/follow/watch-rollout';
import type { Look, Part } from '#rollout/platform';
import { answeringSources, deploymentAt, refused } from './answering-ecs.ts';
import { partFrom } from './watch-stage.ts';

export const begin = Date.UTC(2026, 0, 5, 9);
export const listed = deploymentAt(begin);
export const release: Part = { ...partFrom(begin), rollout: 'arn:deployment/2' };

const counted = (running: number) => ({ requestedTaskCount: 2, runningTaskCount: running, pendingTaskCount: 0 });
export const rolling = (running: number): ServiceDeployment => ({
  status: 'IN_PROGRESS',
  targetServiceRevision: counted(running),
});
export const said = (status: NonNullable<ServiceDeployment['status']>): ServiceDeployment => ({
  ...rolling(2),
  status,
});
export const serving = (...deployments: Deployment[]): Service => ({ status: 'ACTIVE', deployments });
export const ours = (rolloutState: 'IN_PROGRESS' | 'COMPLETED', running = 0) =>
  listed(2, 2, 'PRIMARY', 0, { rolloutState, desiredCount: 2, runningCount: running, pendingCount: 0 });
export const starting = serving(ours('IN_PROGRESS'));

export type View<T> = T | 'denied' | undefined;
/** What AWS says at the moment; it may change between looks. */
export interface World {
  /** The same of each that is asked for; absent: MISSING. */
  deployment?: View<ServiceDeployment>;
  service?: View<Service>;
  list?: 'denied';
  /** Milliseconds that each call takes. */
  takes?: number;
}

const names: Readonly<Record<string, string>> = {
  ListServiceDeployments: 'list',
  DescribeServiceDeployments: 'deployment',
  DescribeServices: 'service',
};

/** A watch of parts in such a world. The first look is at 09:00:00. */
export function watching(parts: readonly Part[], world: World) {
  const given = <T>(view: View<T>): readonly T[] => {
    if (view === 'denied') throw refused('denied');
    return view === undefined ? [] : [view];
  };
  const { sources, asked, clock, aws } = answeringSources({
    ListServiceDeployments: () => ({ serviceDeployments: given<object>(world.list) }),
    DescribeServiceDeployments: (input) => ({
      serviceDeployments: (input.serviceDeploymentArns as string[]).flatMap((serviceDeploymentArn) =>
        given(world.deployment).map((one) => ({ ...one, serviceDeploymentArn })),
      ),
    }),
    DescribeServices: (input) => ({
      services: (input.services as string[]).flatMap((serviceName) =>
        given(world.service).map((one) => ({ ...one, serviceName })),
      ),
    }),
  });
  const { ecs } = sources;
  const slow = async (...[operation, input, options]: Parameters<typeof ecs.call>) => {
    if (world.takes !== undefined) await clock.sleep(world.takes);
    return ecs.call(operation, input, options);
  };
  const watch = watchRollout({ ...ecs, call: slow as typeof ecs.call }, aws, parts);
  /** After so many ms: what the look saw, and the views that it read. */
  const look = async (ms: number) => {
    if (ms > 0) await clock.sleep(ms);
    const before = asked.length;
    const looks: readonly Look[] = await watch.look(aws.signal);
    const calls = asked.slice(before);
    return { looks, calls, views: calls.flatMap(({ operation }) => names[operation] ?? []).join(' ') };
  };
  return { watch, look };
}
