import type { Task } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import type { Ecs } from '#ecs/client';
import { readStoppedTasks } from '#ecs/diagnose/read-stopped-tasks';

// Which of a service's stopped tasks belong to a deployment. ListTasks gives those of all deployments.

const ours = 'arn:aws:ecs:eu-west-1:123456789012:task-definition/web:2';
const before = 'arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1';
const since = Date.parse('2026-11-02T10:00:00Z');
const of = { cluster: 'shop', service: 'web', startedBy: 'ecs-svc/22', revision: ours, since };

interface Case {
  readonly name: string;
  readonly startedBy?: string;
  readonly revision?: string;
  /** Seconds after the deployment began. */
  readonly at?: number;
  readonly reason?: string;
  readonly belongs: boolean;
}

const cases: readonly Case[] = [
  { name: 'started by the deployment', startedBy: 'ecs-svc/22', belongs: true },
  { name: 'started by the deployment, on a clock that is behind', startedBy: 'ecs-svc/22', at: -60, belongs: true },
  { name: 'started by another deployment of the same revision', startedBy: 'ecs-svc/21', belongs: false },
  { name: 'started by the service, without a deployment', startedBy: 'web', belongs: true },
  { name: 'started by nobody', belongs: true },
  { name: 'without a deployment, of the revision before', startedBy: 'web', revision: before, belongs: false },
  { name: 'without a deployment, before it began', startedBy: 'web', at: -1, belongs: false },
  {
    name: 'without a deployment, scaled in',
    startedBy: 'web',
    reason: 'Scaling activity initiated by (deployment ecs-svc/22)',
    belongs: false,
  },
];

test.each(cases)(
  '$name',
  async ({ startedBy, revision = ours, at = 1, reason = 'Essential container in task exited', belongs }) => {
    const task: Task = {
      taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/shop/1',
      taskDefinitionArn: revision,
      lastStatus: 'STOPPED',
      stoppedReason: reason,
      createdAt: new Date(since + at * 1_000),
      ...(startedBy === undefined ? {} : { startedBy }),
    };
    const found = await readStoppedTasks(ecsWith(task), of, new Map());
    expect(found.map(({ id }) => id)).toEqual(belongs ? ['1'] : []);
  },
);

function ecsWith(task: Task): Ecs {
  const answers: Readonly<Record<string, object>> = {
    ListTasks: { taskArns: [task.taskArn] },
    DescribeTasks: { tasks: [task] },
  };
  return { call: async (operation: string) => answers[operation] } as unknown as Ecs;
}
