import { event, stopped } from '../texts.ts';
import { addEvent } from './add-event.ts';
import { countFailure, forgiveFailures } from './count-failure.ts';
import { later } from './enter-status.ts';
import type { Deployment, Ecs, Service, Task } from './model.ts';
import { wakeService } from './wake-service.ts';

/**
 * Judges a task of a service: healthy, waiting, or failed and to be replaced.
 * Without any check it is healthy 40 s after RUNNING; with container checks and targets, all of them decide. Failures
 * within the grace period are ignored.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export function reviewTask(ecs: Ecs, service: Service, deployment: Deployment, task: Task): void {
  if (task.status !== 'RUNNING' || task.desired === 'STOPPED' || task.startedAt === undefined) return;
  const failure = failureOf(task);
  if (failure !== undefined) {
    failed(ecs, service, deployment, task, failure);
    return;
  }
  if (task.unhealthy !== undefined) return;
  const wait = waitOf(ecs, task);
  if (wait === 'a check') {
    task.healthy = false;
  } else if (wait > 0) {
    later(ecs, wait, () => reviewTask(ecs, service, deployment, task));
  } else if (!task.healthy) {
    task.healthy = true;
    task.wasHealthy = true;
    forgiveFailures(service, deployment);
    wakeService(ecs, service);
  }
}

/** Milliseconds until the task counts as healthy, or `a check` that has not passed yet. */
function waitOf({ world, timing }: Ecs, task: Task): number | 'a check' {
  const checked = task.containers.filter(
    ({ essential, definition }) => essential && definition.healthCheck !== undefined,
  );
  const passed =
    checked.every(({ health }) => health === 'HEALTHY') &&
    task.targets.every(({ health }) => health.state === 'healthy');
  if (!passed) return 'a check';
  const unchecked = checked.length === 0 && task.targets.length === 0;
  return unchecked ? (task.startedAt ?? 0) + timing.steady - world.clock.now() : 0;
}

interface Failure {
  readonly reason: string;
  readonly event: string;
}

function failureOf(task: Task): Failure | undefined {
  if (task.containers.some(({ essential, health }) => essential && health === 'UNHEALTHY')) {
    return { reason: stopped.containerHealth, event: event.failedContainerHealth(task.id) };
  }
  const target = task.targets.find(({ health }) => health.state === 'unhealthy');
  if (target === undefined) return undefined;
  const { targetGroup, target: at, health } = target;
  const why = health.description ?? health.reason ?? 'Health checks failed';
  return { reason: stopped.targetHealth(targetGroup), event: event.unhealthyTarget(at.port, targetGroup, why) };
}

function failed(ecs: Ecs, service: Service, deployment: Deployment, task: Task, failure: Failure): void {
  task.healthy = false;
  if (task.unhealthy !== undefined) return;
  const patience = (task.startedAt ?? 0) + service.graceSeconds * 1000 - ecs.world.clock.now();
  if (patience > 0) return void later(ecs, patience, () => reviewTask(ecs, service, deployment, task));
  task.unhealthy = { reason: failure.reason };
  deployment.replaced++;
  addEvent(ecs, service, failure.event);
  countFailure(ecs, service, deployment);
  wakeService(ecs, service);
}
