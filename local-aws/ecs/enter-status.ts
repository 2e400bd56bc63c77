import type { Ecs, Task, TaskStatus } from './model.ts';

/** Moves the task on, and writes it down. */
export function enterStatus(ecs: Ecs, task: Task, status: TaskStatus): void {
  task.status = status;
  task.version++;
  ecs.world.timeline.push({
    at: ecs.world.clock.now(),
    kind: 'ecs.task',
    subject: task.arn,
    state: status,
    detail: {
      definition: task.launch.definition.arn,
      ...(task.service === undefined ? {} : { service: task.service.name }),
      ...(task.deployment === undefined ? {} : { deployment: task.deployment.id }),
      ...(task.stoppedReason === undefined ? {} : { reason: task.stoppedReason }),
    },
  });
}

/** Runs `action` in `ms` milliseconds of the world's time. */
export const later = ({ world: { clock } }: Ecs, ms: number, action: () => void): (() => void) =>
  clock.at(clock.now() + ms, action);
