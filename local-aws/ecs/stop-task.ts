import { stopped } from '../texts.ts';
import { enterStatus, later } from './enter-status.ts';
import type { Container, Ecs, StopCode, Task } from './model.ts';

/** Asks the task to end: its targets drain first, then its containers get SIGTERM. Nothing when it ends already. */
export function stopTask(ecs: Ecs, task: Task, stopCode: StopCode, reason: string): void {
  if (!markStopping(ecs, task, stopCode, reason)) return;
  if (task.targets.length === 0) {
    stopContainers(ecs, task);
    return;
  }
  enterStatus(ecs, task, 'DEACTIVATING');
  let left = task.targets.length;
  deregister(ecs, task, () => {
    left--;
    if (left === 0) stopContainers(ecs, task);
  });
}

/** The task cannot start. AWS tries for a while before it says so. */
export function failToStart(ecs: Ecs, task: Task, reason: string): void {
  const { clock } = ecs.world;
  const tried = /^(CannotPull|ResourceInitialization)/.test(reason);
  const at = tried ? (task.pullStartedAt ?? clock.now()) + ecs.timing.startFailure : clock.now();
  clock.at(at, () => {
    if (!markStopping(ecs, task, 'TaskFailedToStart', reason)) return;
    task.listener?.left(task);
    stopContainers(ecs, task);
  });
}

/** A container ended. With an essential one, the task ends. */
export function containerStopped(ecs: Ecs, task: Task, container: Container): void {
  container.status = 'STOPPED';
  task.version++;
  if (container.essential && markStopping(ecs, task, 'EssentialContainerExited', stopped.essentialExited)) {
    task.listener?.left(task);
    deregister(ecs, task, () => {});
    stopContainers(ecs, task);
  } else if (task.desired === 'STOPPED') {
    finishWhenEnded(ecs, task);
  }
}

function markStopping(ecs: Ecs, task: Task, stopCode: StopCode, reason: string): boolean {
  if (task.desired === 'STOPPED') return false;
  task.desired = 'STOPPED';
  task.stoppingAt = ecs.world.clock.now();
  task.stopCode = stopCode;
  task.stoppedReason = reason;
  task.healthy = false;
  return true;
}

function deregister(ecs: Ecs, task: Task, drained: () => void): void {
  for (const target of task.targets) {
    target.health = { state: 'draining' };
    if (ecs.targetGroups === undefined) later(ecs, 0, drained);
    else ecs.targetGroups.deregister(target.targetGroup, target.target, drained);
  }
}

function stopContainers(ecs: Ecs, task: Task): void {
  const runs = task.containers.some((container) => container.status === 'RUNNING');
  // Its containers may have ended while its targets drained.
  if (runs || task.status === 'DEACTIVATING') enterStatus(ecs, task, 'STOPPING');
  for (const container of task.containers) {
    if (container.status === 'PENDING') container.status = 'STOPPED';
    else if (container.status === 'STOPPED') continue;
    container.running?.stop();
  }
  finishWhenEnded(ecs, task);
}

function finishWhenEnded(ecs: Ecs, task: Task): void {
  const ending = task.status === 'DEPROVISIONING' || task.status === 'STOPPED' || task.status === 'DEACTIVATING';
  if (ending || task.containers.some((container) => container.status !== 'STOPPED')) return;
  task.executionStoppedAt = ecs.world.clock.now();
  enterStatus(ecs, task, 'DEPROVISIONING');
  ecs.runtime.taskOver?.(task.id);
  task.listener?.gone(task);
  later(ecs, ecs.timing.deprovision, () => {
    task.stoppedAt = ecs.world.clock.now();
    enterStatus(ecs, task, 'STOPPED');
  });
}
