import type { Task } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { isRoutine } from '#ecs/diagnose/routine-event';
import { isScaledIn, type StoppedTask, shortTaskId, stoppedTask } from '#ecs/diagnose/stopped-task';

// How a stopped task is read, and which tasks and events tell nothing of a failure.

describe('a task as DescribeTasks gives it', () => {
  const arn = 'arn:aws:ecs:x:1:task/demo/9f3c2ab1d4e5f60718293a4b5c6d7e80';
  const when = (seconds: number) => new Date(seconds * 1_000);
  test.each<readonly [string, Task, StoppedTask]>([
    ['nothing is known', {}, { arn: '', id: '', containers: [] }],
    [
      'all is known',
      {
        taskArn: arn,
        startedBy: 'ecs-svc/2',
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'exited',
        stoppedAt: when(3),
        executionStoppedAt: when(2),
        stoppingAt: when(1),
        containers: [{ name: 'api', exitCode: 0, reason: 'why', healthStatus: 'UNHEALTHY' }],
      },
      {
        arn,
        id: '9f3c2ab1d4e5f60718293a4b5c6d7e80',
        startedBy: 'ecs-svc/2',
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'exited',
        stoppedAt: 3_000,
        containers: [{ name: 'api', exitCode: 0, reason: 'why', health: 'UNHEALTHY' }],
      },
    ],
    [
      'it is not gone yet',
      { executionStoppedAt: when(2), stoppingAt: when(1) },
      { arn: '', id: '', stoppedAt: 2_000, containers: [] },
    ],
    ['it is on its way down', { stoppingAt: when(1) }, { arn: '', id: '', stoppedAt: 1_000, containers: [] }],
    ['a container without anything', { containers: [{}] }, { arn: '', id: '', containers: [{ name: '' }] }],
    [
      'an empty reason is none',
      { containers: [{ name: 'api', reason: '' }] },
      { arn: '', id: '', containers: [{ name: 'api' }] },
    ],
  ])('%s', (_name, given, read) => {
    expect(stoppedTask(given)).toStrictEqual(read);
  });

  test.each([
    ['9f3c2ab1d4e5', '9f3c2ab1…'],
    ['9f3c2ab1', '9f3c2ab1'],
    ['1', '1'],
  ])('%s is short as %s', (id, short) => {
    expect(shortTaskId(id)).toBe(short);
  });

  test.each([
    ['Scaling activity initiated by (deployment ecs-svc/1)', true],
    ['scaling activity initiated by somebody', true],
    ['No scaling activity initiated', false],
    [undefined, false],
  ])('stopped since "%s": scaled in is %s', (stoppedReason, scaledIn) => {
    expect(
      isScaledIn({ arn: '', id: '', containers: [], ...(stoppedReason === undefined ? {} : { stoppedReason }) }),
    ).toBe(scaledIn);
  });
});

test.each([
  ['has started 2 tasks: (task a) (task b).', true],
  ['has started 1 tasks: (task a). Amazon ECS replaced 1 tasks due to an unhealthy status.', false],
  ['has stopped 1 running tasks: (task a).', true],
  ['has begun draining connections on 2 tasks.', true],
  ['registered 1 targets in (target-group x)', true],
  ['deregistered 1 targets in (target-group x)', true],
  ['has reached a steady state.', true],
  ['(deployment ecs-svc/2) deployment completed.', true],
  ['(deployment ecs-svc/2) deployment failed: tasks failed to start.', false],
  ['is not AZ balanced with 2 tasks.', true],
  ['is AZ balanced with 2 tasks.', true],
  ['is unable to consistently start tasks successfully.', false],
  ['was unable: has started 2 tasks', false],
])('"%s" is routine: %s', (text, routine) => {
  expect(isRoutine(text)).toBe(routine);
});
