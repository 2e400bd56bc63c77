import { event } from '../texts.ts';
import { addEvent } from './add-event.ts';
import type { Ecs, Service, Task } from './model.ts';
import { stopTask } from './stop-task.ts';

/** The scheduler stops tasks of a service, with its events; those that end already are left alone. */
export function stopTasks(ecs: Ecs, service: Service, all: readonly Task[], reason: (task: Task) => string): void {
  const tasks = all.filter((task) => task.desired === 'RUNNING');
  if (tasks.length === 0) return;
  const draining = tasks.filter((task) => task.targets.length > 0).length;
  for (const task of tasks) stopTask(ecs, task, 'ServiceSchedulerInitiated', reason(task));
  addEvent(ecs, service, event.stopped(tasks.map((task) => task.id)));
  if (draining > 0) addEvent(ecs, service, event.draining(draining));
}
