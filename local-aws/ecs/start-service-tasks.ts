import { event } from '../texts.ts';
import { addEvent } from './add-event.ts';
import { countFailure } from './count-failure.ts';
import type { Deployment, Ecs, Service, Task, TaskListener } from './model.ts';
import { placeTask } from './place-task.ts';
import { reviewTask } from './review-task.ts';
import { wakeService } from './wake-service.ts';

/** Starts `count` tasks of the deployment and keeps the scheduler told about them. */
export function startServiceTasks(ecs: Ecs, service: Service, deployment: Deployment, count: number): void {
  if (ecs.capacity.reason !== undefined) {
    unplaced(ecs, service, deployment, ecs.capacity.reason);
    return;
  }
  const { launch } = deployment;
  const tasks = Array.from({ length: count }, () =>
    placeTask(ecs, {
      cluster: service.cluster,
      launch,
      group: `service:${service.name}`,
      startedBy: deployment.id,
      service,
      deployment,
      executeCommand: service.executeCommand,
      tags: propagated(ecs, service, launch.definition.arn),
      listener: listener(ecs, service, deployment),
    }),
  );
  const ids = tasks.map((task) => task.id);
  const { replaced } = deployment;
  deployment.replaced = 0;
  service.steady = false;
  addEvent(ecs, service, replaced > 0 ? event.replacedUnhealthy(ids, replaced) : event.started(ids));
}

function unplaced(ecs: Ecs, service: Service, deployment: Deployment, reason: string): void {
  addEvent(ecs, service, event.unableToPlace(reason));
  delayStart(ecs, deployment);
  countFailure(ecs, service, deployment);
  wakeService(ecs, service);
}

/** Tasks that never run are retried with growing gaps; the first one again at once. */
function delayStart({ world: { clock }, timing }: Ecs, deployment: Deployment): void {
  deployment.unstarted++;
  if (deployment.unstarted < 2) return;
  const gap = Math.min(timing.retryGapMax, timing.retryGap * 2 ** (deployment.unstarted - 2));
  deployment.retryAt = clock.now() + gap;
}

function listener(ecs: Ecs, service: Service, deployment: Deployment): TaskListener {
  return {
    running(task) {
      deployment.ran = true;
      deployment.unstarted = 0;
      reviewTask(ecs, service, deployment, task);
    },
    health: (task) => reviewTask(ecs, service, deployment, task),
    left(task) {
      announceFailedStart(ecs, service, task);
      if (task.startedAt === undefined) delayStart(ecs, deployment);
      if (!task.wasHealthy) countFailure(ecs, service, deployment);
      wakeService(ecs, service);
    },
    gone(task) {
      deployment.tasks.delete(task);
      wakeService(ecs, service);
    },
  };
}

function announceFailedStart(ecs: Ecs, service: Service, task: Task): void {
  if (task.stopCode !== 'TaskFailedToStart') return;
  addEvent(ecs, service, event.unableToPlace(task.stoppedReason ?? ''));
  if (task.deployment?.unstarted === 2) addEvent(ecs, service, event.inconsistentStarts);
}

function propagated(ecs: Ecs, service: Service, definitionArn: string) {
  const managed = service.managedTags
    ? [
        { key: 'aws:ecs:serviceName', value: service.name },
        { key: 'aws:ecs:clusterName', value: service.cluster.name },
      ]
    : [];
  const source = { SERVICE: service.arn, TASK_DEFINITION: definitionArn }[service.propagateTags ?? ''];
  return [...managed, ...(source === undefined ? [] : (ecs.tags.get(source) ?? []))];
}
