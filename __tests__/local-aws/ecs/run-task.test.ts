import {
  DescribeTasksCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { error, stopped, unplaced } from '../../../local-aws/texts.ts';
import { type Fates, network, Stage } from './stage.ts';

const usual: RunTaskCommandInput = {
  cluster: 'demo',
  taskDefinition: 'api',
  launchType: 'FARGATE',
  networkConfiguration: network,
};

async function ready(fates: Fates = {}, container = {}): Promise<Stage> {
  const stage = await new Stage(fates).open();
  await stage.register('job', container);
  return stage;
}

async function run(stage: Stage, input: Partial<RunTaskCommandInput> = {}): Promise<Task> {
  const answer = await stage.client.send(new RunTaskCommand({ ...usual, ...input }));
  return answer.tasks?.[0] ?? {};
}

async function look(stage: Stage, task: Task): Promise<Task> {
  const answer = await stage.client.send(new DescribeTasksCommand({ cluster: 'demo', tasks: [task.taskArn ?? ''] }));
  return answer.tasks?.[0] ?? {};
}

test('a one-off task goes through every state and keeps its exit code', async () => {
  const stage = await ready();
  const task = await run(stage, { startedBy: 'run-1' });
  expect(task).toMatchObject({ lastStatus: 'PROVISIONING', desiredStatus: 'RUNNING', group: 'family:api' });
  await stage.minutes(2);
  expect(stage.states('ecs.task', task.taskArn)).toEqual([
    'PROVISIONING',
    'PENDING',
    'RUNNING',
    'DEPROVISIONING',
    'STOPPED',
  ]);
  expect(await look(stage, task)).toMatchObject({
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: stopped.essentialExited,
    containers: [{ name: 'api', exitCode: 0, imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }],
  });
});

describe('how a one-off task can end', () => {
  const cases: readonly [string, Fate, object][] = [
    [
      'exit code',
      { kind: 'exits', code: 3, after: 500 },
      { stopCode: 'EssentialContainerExited', containers: [{ exitCode: 3 }] },
    ],
    [
      'out of memory',
      { kind: 'out-of-memory', after: 500 },
      { stopCode: 'EssentialContainerExited', containers: [{ exitCode: 137, reason: stopped.outOfMemory }] },
    ],
    [
      'no image',
      { kind: 'image-not-found' },
      { stopCode: 'TaskFailedToStart', stoppedReason: stopped.imageNotFound('shop/api:job') },
    ],
    ['stuck', { kind: 'stuck' }, { lastStatus: 'PENDING', desiredStatus: 'RUNNING' }],
  ];
  test.each(cases)('%s', async (_name, fate, end) => {
    const stage = await ready({ job: fate });
    const task = await run(stage);
    await stage.minutes(5);
    expect(await look(stage, task)).toMatchObject(end);
  });
});

test('StopTask ends a task that runs (SIGTERM, or SIGKILL after the stop timeout) and one that never ran', async () => {
  const stage = await ready({ job: { kind: 'runs', stopsIn: 60_000 } }, { stopTimeout: 5 });
  const [running, early] = [await run(stage), await run(stage)];
  await stage.client.send(new StopTaskCommand({ cluster: 'demo', task: early.taskArn, reason: 'cancelled' }));
  await stage.minutes(1);
  await stage.client.send(new StopTaskCommand({ cluster: 'demo', task: running.taskArn, reason: 'cancelled' }));
  await stage.minutes(1);
  const end = { lastStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'cancelled' };
  expect(await look(stage, running)).toMatchObject({ ...end, containers: [{ exitCode: 137 }] });
  const never = await look(stage, early);
  expect(never).toMatchObject(end);
  expect(never.containers?.[0]).not.toHaveProperty('exitCode');
});

test('a client token gives the same tasks, and conflicts with other parameters', async () => {
  const stage = await ready();
  const first = await run(stage, { clientToken: 'a' });
  expect((await run(stage, { clientToken: 'a' })).taskArn).toBe(first.taskArn);
  await expect(run(stage, { clientToken: 'a', count: 2 })).rejects.toMatchObject({ name: 'ConflictException' });
});

test('what finds no capacity is in failures, with status 200', async () => {
  const stage = await ready();
  stage.aws.ecs.setCapacity(unplaced.noCapacity);
  const answer = await stage.client.send(new RunTaskCommand(usual));
  expect(answer).toMatchObject({ tasks: [], failures: [{ reason: unplaced.noCapacity }] });
});

test.each<[string, Partial<RunTaskCommandInput>, string, string]>([
  [
    'unknown container in overrides',
    { overrides: { containerOverrides: [{ name: 'web' }] } },
    'InvalidParameterException',
    error.overrideUnknown('web'),
  ],
  ['unknown definition', { taskDefinition: 'web' }, 'ClientException', error.definitionNotFound],
  ['unknown cluster', { cluster: 'web' }, 'ClusterNotFoundException', error.clusterNotFound],
  ['no network', { networkConfiguration: undefined }, 'InvalidParameterException', error.networkMissing],
  ['too many', { count: 11 }, 'InvalidParameterException', error.countRange],
  ['tags of a service', { propagateTags: 'SERVICE' }, 'InvalidParameterException', error.propagateService],
  [
    'both ways to launch',
    { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
    'InvalidParameterException',
    error.launchTypeAndProviders,
  ],
])('RunTask refuses: %s', async (_name, input, name, message) => {
  await expect(run(await ready(), input)).rejects.toMatchObject({ name, message });
});

test('lines go to the stream <prefix>/<container>/<task id>', async () => {
  const stage = await new Stage({ job: { kind: 'exits', code: 0, after: 1, log: ['one', 'two'] } }).open();
  stage.aws.logs.createGroup('/ecs/api');
  const options = { 'awslogs-group': '/ecs/api', 'awslogs-stream-prefix': 'ecs', 'awslogs-region': 'eu-central-1' };
  const logConfiguration = { logDriver: 'awslogs', options } as const;
  await stage.register('job', { logConfiguration }, { executionRoleArn: 'arn:aws:iam::111122223333:role/execution' });
  const task = await run(stage);
  await stage.minutes(1);
  const stream = `ecs/api/${task.taskArn?.split('/').at(-1)}`;
  expect(stage.aws.logs.lines('/ecs/api', stream)).toEqual(['one', 'two']);
});
