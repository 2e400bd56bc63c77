import type { DescribeTasksRequest, ListTasksRequest, StopTaskRequest } from '@aws-sdk/client-ecs';
import { AwsFault } from '../service.ts';
import { error } from '../texts.ts';
import { arnOf, findActiveService, findCluster, lookUpTask, nameOf } from './find-resources.ts';
import type { Ecs, Task } from './model.ts';
import { page } from './page.ts';
import { stopTask } from './stop-task.ts';
import { tagsWhen } from './tags.ts';
import { taskShape } from './task-shape.ts';
import { wakeService } from './wake-service.ts';

/** How long a stopped task can still be described: at least one hour (SDK model). */
const KEPT = 3_600_000;

/** Up to a hundred tasks; unknown and long-stopped ones are in `failures` as MISSING. */
export function describeTasks(ecs: Ecs, input: DescribeTasksRequest) {
  const cluster = findCluster(ecs, input.cluster);
  const asked = input.tasks ?? [];
  if (asked.length === 0) throw new AwsFault('InvalidParameterException', error.empty('tasks'));
  if (asked.length > 100) throw new AwsFault('InvalidParameterException', error.tooMany('tasks', 100));
  const found = asked.map((name) => {
    const task = lookUpTask(cluster, name);
    return { name, task: task !== undefined && isKept(ecs, task) ? task : undefined };
  });
  return {
    tasks: found.flatMap(({ task }) =>
      task === undefined ? [] : [{ ...taskShape(ecs, task), ...tagsWhen(ecs, task.arn, input.include) }],
    ),
    failures: found.flatMap(({ name, task }) =>
      task === undefined ? [{ arn: arnOf(ecs, `task/${cluster.name}/${nameOf(name)}`), reason: 'MISSING' }] : [],
    ),
  };
}

export function listTasks(ecs: Ecs, input: ListTasksRequest) {
  const cluster = findCluster(ecs, input.cluster);
  const { serviceName, family, startedBy, launchType } = input;
  if (serviceName !== undefined) findActiveService(cluster, serviceName);
  const status = input.desiredStatus ?? 'RUNNING';
  const all = [...cluster.tasks.values()].filter(
    (task) =>
      isKept(ecs, task) &&
      task.desired === status &&
      (serviceName === undefined || task.service?.name === nameOf(serviceName)) &&
      (family === undefined || task.launch.definition.family === family) &&
      (startedBy === undefined || task.startedBy === startedBy) &&
      (launchType === undefined || task.launch.launchType === launchType),
  );
  const { items, ...next } = page(all, input, 100);
  return { taskArns: items.map((task) => task.arn), ...next };
}

export function stopTaskByRequest(ecs: Ecs, input: StopTaskRequest) {
  const task = lookUpTask(findCluster(ecs, input.cluster), input.task ?? '');
  if (task === undefined || !isKept(ecs, task)) {
    throw new AwsFault('InvalidParameterException', error.taskNotFound);
  }
  stopTask(ecs, task, 'UserInitiated', input.reason ?? 'Task stopped by user');
  if (task.service !== undefined) wakeService(ecs, task.service);
  return { task: taskShape(ecs, task) };
}

const isKept = ({ world }: Ecs, task: Task): boolean =>
  task.stoppedAt === undefined || world.clock.now() - task.stoppedAt < KEPT;
