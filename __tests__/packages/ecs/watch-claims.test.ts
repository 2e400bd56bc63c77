import type { Deployment } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import type { Ecs } from '#ecs/client';
import { watchRollout } from '#ecs/follow/watch-rollout';
import type { Look } from '#rollout/platform';
import { Stage } from '../../local-aws/ecs/stage.ts';
import { connectTo, partFrom, revisionOfApi } from './watch-stage.ts';

// A deployment that is called complete while its tasks do not run: the actions believe what they can count.

interface Case {
  readonly name: string;
  /** From which second on how many of two tasks run; the deployment is COMPLETED all the time. */
  readonly running: readonly (readonly [second: number, tasks: number])[];
  readonly how: 'live' | 'failed';
  /** Seconds until the end, at least and at most. */
  readonly between: readonly [number, number];
  readonly warns?: string;
}

const cases: readonly Case[] = [
  { name: 'all run', running: [[0, 2]], how: 'live', between: [0, 1] },
  {
    name: 'none runs yet, then one, then both',
    running: [
      [0, 0],
      [2, 1],
      [5, 2],
    ],
    how: 'live',
    between: [5, 8],
  },
  { name: 'one of them never runs', running: [[0, 1]], how: 'live', between: [15, 18], warns: '1 of 2 tasks run' },
  { name: 'none ever runs', running: [[0, 0]], how: 'failed', between: [15, 18] },
];

test.each(cases)('$name', async ({ running, how, between: [least, most], warns }) => {
  const stage = new Stage();
  const aws = connectTo(stage);
  const begin = stage.clock.now();
  const seconds = () => (stage.clock.now() - begin) / 1_000;
  const tasks = () => running.findLast(([from]) => seconds() >= from)?.[1] ?? 0;
  const part = partFrom(begin);
  const watch = watchRollout(claiming(tasks, begin), aws, [part]);
  let look: Look | undefined;
  while (seconds() < 60) {
    [look] = await watch.look(aws.signal);
    if (look?.kind === 'ended') break;
    await stage.clock.sleep(watch.pauseMs(false), aws.signal);
  }
  expect(look).toMatchObject({ kind: 'ended', how });
  expect(seconds()).toBeGreaterThanOrEqual(least);
  expect(seconds()).toBeLessThanOrEqual(most);
  const warnings = look?.kind === 'ended' && look.how === 'live' ? (look.warnings ?? []) : [];
  expect(warnings).toEqual(warns === undefined ? [] : [expect.stringContaining(warns)]);
});

/** An AWS without service deployments that says COMPLETED from the beginning. */
function claiming(tasks: () => number, begin: number): Ecs {
  const deployment = (): Deployment => ({
    id: 'ecs-svc/2',
    status: 'PRIMARY',
    rolloutState: 'COMPLETED',
    taskDefinition: revisionOfApi(2).id,
    desiredCount: 2,
    runningCount: tasks(),
    pendingCount: 0,
    createdAt: new Date(begin),
  });
  const answers: Readonly<Record<string, () => object>> = {
    ListServiceDeployments: () => ({ serviceDeployments: [] }),
    DescribeServices: () => ({ services: [{ serviceName: 'api', status: 'ACTIVE', deployments: [deployment()] }] }),
    ListTasks: () => ({ taskArns: [] }),
    DescribeTaskDefinition: () => ({ taskDefinition: { containerDefinitions: [] } }),
  };
  return { call: async (operation: string) => answers[operation]?.() ?? {} } as unknown as Ecs;
}
