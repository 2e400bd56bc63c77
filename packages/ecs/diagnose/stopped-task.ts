import type { Container, Task } from '@aws-sdk/client-ecs';

/** A task that has ended, or is ending, as far as DescribeTasks tells. */
export interface StoppedTask {
  readonly arn: string;
  /** The last part of the ARN, 32 hex digits. */
  readonly id: string;
  readonly startedBy?: string;
  /** `TaskFailedToStart`, `EssentialContainerExited`, `UserInitiated`, `ServiceSchedulerInitiated`, … */
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  /** Milliseconds since the epoch, AWS's clock. */
  readonly stoppedAt?: number;
  readonly containers: readonly StoppedContainer[];
}

export interface StoppedContainer {
  readonly name: string;
  /** Absent when it never ran, which is not 0. */
  readonly exitCode?: number;
  readonly reason?: string;
  readonly health?: string;
}

export const taskIdOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** `9f3c…`: enough of a task's id for a reader. */
export const shortTaskId = (id: string): string => (id.length > 8 ? `${id.slice(0, 8)}…` : id);

export function stoppedTask(task: Task): StoppedTask {
  const { taskArn = '', startedBy, stopCode, stoppedReason } = task;
  const at = task.stoppedAt ?? task.executionStoppedAt ?? task.stoppingAt;
  return {
    arn: taskArn,
    id: taskIdOf(taskArn),
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(stopCode === undefined ? {} : { stopCode }),
    ...(stoppedReason === undefined ? {} : { stoppedReason }),
    ...(at === undefined ? {} : { stoppedAt: at.getTime() }),
    containers: (task.containers ?? []).map(stoppedContainer),
  };
}

const stoppedContainer = ({ name = '', exitCode, reason, healthStatus }: Container): StoppedContainer => ({
  name,
  ...(exitCode === undefined ? {} : { exitCode }),
  ...(reason === undefined || reason === '' ? {} : { reason }),
  ...(healthStatus === undefined ? {} : { health: healthStatus }),
});

/** Stopped because fewer tasks are wanted: the usual end of an old task, and of a new one when ECS goes back. */
export const isScaledIn = (task: StoppedTask): boolean => /^Scaling activity initiated/i.test(task.stoppedReason ?? '');
