import { type ContainerDefinition, DescribeTasksCommand, type Service } from '@aws-sdk/client-ecs';
import { connectEcs } from '#ecs/client';
import { taskNetwork } from '#ecs/service/network-of-service';
import { connectLogs, type Logs } from '#ecs/task/logs-client';
import type { TaskContext, TaskSpec } from '#ecs/task/task-spec';
import type { TaskRef } from '#rollout/step';
import type { LocalAwsOptions } from '../../../local-aws/index.ts';
import { type Fates, Stage } from '../../local-aws/ecs/stage.ts';
import { connectTo } from './watch-stage.ts';

export const executionRoleArn = 'arn:aws:iam::111122223333:role/execution';

export const logged = (name: string): Partial<ContainerDefinition> => ({
  logConfiguration: {
    logDriver: 'awslogs',
    options: { 'awslogs-group': '/shop/api', 'awslogs-stream-prefix': name, 'awslogs-region': 'eu-central-1' },
  },
});

/** A service `api` that serves, with a revision of image tag `job` to run one-off tasks on; `own`: what its container is besides. */
export async function taskStage(
  fates: Fates,
  sideCars: readonly Partial<ContainerDefinition>[] = [],
  options: Partial<LocalAwsOptions> = {},
  own: Partial<ContainerDefinition> = {},
) {
  const stage = await new Stage(fates, options).live('old', { desiredCount: 1 });
  stage.aws.logs.createGroup('/shop/api');
  const containerDefinitions = [
    { name: 'api', image: 'shop/api:job', ...logged('api'), ...own },
    ...sideCars.map((one) => ({ image: `shop/${one.name}:${one.name}`, ...one })),
  ] as ContainerDefinition[];
  const { RegisterTaskDefinitionCommand } = await import('@aws-sdk/client-ecs');
  const answer = await stage.client.send(
    new RegisterTaskDefinitionCommand({
      family: 'api',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      executionRoleArn,
      containerDefinitions,
    }),
  );
  return { stage, definition: answer.taskDefinition?.taskDefinitionArn ?? '', service: await stage.service() };
}

export function specOf(definition: string, service: Service, more: Partial<TaskSpec> = {}): TaskSpec {
  return {
    cluster: 'demo',
    service: 'api',
    taskDefinition: definition,
    network: taskNetwork(service),
    command: ['alembic', 'upgrade', 'head'],
    environment: {},
    release: '777-1',
    step: 'migrate patient',
    logs: 'stream',
    ifRunning: 'wait',
    onCancel: 'stop',
    timeoutMs: 10 * 60_000,
    ...more,
  };
}

export async function contextOf(stage: Stage) {
  const aws = connectTo(stage);
  const kept: TaskRef[] = [];
  let logs: Promise<Logs> | undefined;
  const context: TaskContext = {
    aws,
    ecs: await connectEcs(aws),
    logs: () => {
      logs ??= connectLogs(aws);
      return logs;
    },
    own: new Set(),
    keepTask: (task) => void kept.push(task),
  };
  return { aws, kept, context };
}

export async function describeTask(stage: Stage, task: string) {
  const answer = await stage.client.send(new DescribeTasksCommand({ cluster: 'demo', tasks: [task] }));
  return answer.tasks?.[0];
}

/** When a one-off task entered a state, ms since the epoch. */
export const taskAt = (stage: Stage, task: string, state: string): number =>
  stage.aws.world.timeline.find((entry) => entry.kind === 'ecs.task' && entry.subject === task && entry.state === state)
    ?.at ?? Number.NaN;
