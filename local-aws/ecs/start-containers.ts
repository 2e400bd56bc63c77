import type { ContainerEvents } from '../runtime.ts';
import { activateTask } from './activate-task.ts';
import { containerSpec } from './container-spec.ts';
import type { Container, Ecs, Task } from './model.ts';
import { containerStopped, failToStart } from './stop-task.ts';

/** Starts every container whose dependencies are met; called again whenever one of them changed. */
export function startContainers(ecs: Ecs, task: Task): void {
  if (task.desired === 'STOPPED') return;
  for (const container of task.containers) {
    if (container.running === undefined && container.status === 'PENDING' && isFree(task, container)) {
      container.running = ecs.runtime.start(containerSpec(ecs, task, container), listen(ecs, task, container));
    }
  }
}

/** Whether the conditions of `dependsOn` hold. */
function isFree(task: Task, container: Container): boolean {
  return (container.definition.dependsOn ?? []).every(({ containerName, condition }) => {
    const other = task.containers.find(({ definition }) => definition.name === containerName);
    if (other === undefined) return true;
    if (condition === 'HEALTHY') return other.health === 'HEALTHY';
    if (condition === 'COMPLETE') return other.status === 'STOPPED';
    if (condition === 'SUCCESS') return other.exitCode === 0;
    return other.status !== 'PENDING';
  });
}

function listen(ecs: Ecs, task: Task, container: Container): ContainerEvents {
  const log = logOf(ecs, task, container);
  return {
    log,
    running(address, { digest, addresses } = {}) {
      if (container.status !== 'PENDING') return;
      container.status = 'RUNNING';
      if (digest !== undefined) ranWith(task, container, digest);
      if (addresses !== undefined) container.addresses = addresses;
      if (address !== undefined) container.reachable = address;
      startContainers(ecs, task);
      if (task.containers.every((other) => other.status !== 'PENDING')) activateTask(ecs, task);
    },
    health(status) {
      if (container.health === status || container.status !== 'RUNNING') return;
      container.health = status;
      task.version++;
      startContainers(ecs, task);
      task.listener?.health(task);
    },
    exited(exitCode, reason) {
      if (container.status === 'STOPPED') return;
      container.exitCode = exitCode;
      if (reason !== undefined) container.reason = reason;
      containerStopped(ecs, task, container);
      startContainers(ecs, task);
      if (task.desired === 'RUNNING' && task.containers.every((other) => other.status !== 'PENDING')) {
        activateTask(ecs, task);
      }
    },
    failedToStart(stoppedReason) {
      if (container.status === 'STOPPED') return;
      container.reason = stoppedReason;
      failToStart(ecs, task, stoppedReason);
    },
  };
}

/** The runtime knows better than a guess what an image of a foreign registry is. */
function ranWith(task: Task, container: Container, digest: string): void {
  container.imageDigest = digest;
  task.digests.set(container.definition.name ?? '', digest);
}

/** Writes to the stream `<prefix>/<container>/<task id>`. */
function logOf({ logs, world }: Ecs, task: Task, { definition }: Container): (line: string) => void {
  const { logDriver, options } = definition.logConfiguration ?? {};
  const group = options?.['awslogs-group'];
  if (logs === undefined || logDriver !== 'awslogs' || group === undefined) return () => {};
  const stream = `${options?.['awslogs-stream-prefix'] ?? 'ecs'}/${definition.name}/${task.id}`;
  return (line) => logs.put(group, stream, line, world.clock.now());
}
