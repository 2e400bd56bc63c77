import { event, stopped } from '../texts.ts';
import { addEvent } from './add-event.ts';
import { concludeDeployment } from './conclude-deployment.ts';
import { type Counts, countTasks } from './count-tasks.ts';
import type { Deployment, Ecs, Service, Task } from './model.ts';
import { startServiceTasks } from './start-service-tasks.ts';
import { stopTask } from './stop-task.ts';
import { wakeService } from './wake-service.ts';

/**
 * One turn of the service scheduler: starts what is missing up to the ceiling, stops what is too much down to the
 * floor, and ends the deployment when all is as wanted.
 * Arithmetic: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export function scheduleService(ecs: Ecs, service: Service): void {
  if (service.status === 'INACTIVE') return;
  dropEmptyDeployments(ecs, service);
  const primary = service.deployments[0];
  if (primary === undefined) return;
  startMissing(ecs, service, primary);
  const counts = countTasks(service, primary);
  stopUnhealthy(ecs, service);
  stopSurplus(ecs, service, primary, counts);
  if (primary.rollout !== 'FAILED') stopOld(ecs, service, counts);
  concludeDeployment(ecs, service, primary);
}

/** A deployment that is not PRIMARY goes from the list with its last task. */
function dropEmptyDeployments(ecs: Ecs, service: Service): void {
  const [primary, ...others] = service.deployments;
  if (primary === undefined) return;
  const kept = others.filter((other) => other.tasks.size > 0);
  if (kept.length === others.length) return;
  service.deployments = [primary, ...kept];
  for (const gone of others) {
    if (kept.includes(gone)) continue;
    ecs.world.timeline.push({ at: ecs.world.clock.now(), kind: 'ecs.deployment', subject: gone.id, state: 'INACTIVE' });
  }
}

function startMissing(ecs: Ecs, service: Service, primary: Deployment): void {
  const counts = countTasks(service, primary);
  if (service.status !== 'ACTIVE') return;
  if (primary.rollout === 'FAILED') {
    const keeper = service.deployments.find((other) => other.rollout === 'COMPLETED');
    if (keeper !== undefined) start(ecs, service, keeper, Math.min(service.desired - counts.wanted, counts.room));
    return;
  }
  start(ecs, service, primary, Math.min(counts.missing, counts.room));
  const old = service.deployments.slice(1).find((other) => other.rollout === 'COMPLETED');
  if (old === undefined) return;
  // A task of the old revision that fails meanwhile is replaced by the old revision (since November 2025).
  const { wantedOld, healthyNew, room, floor } = countTasks(service, primary);
  start(ecs, service, old, Math.min(floor - wantedOld - healthyNew, room));
}

function start(ecs: Ecs, service: Service, deployment: Deployment, count: number): void {
  if (count <= 0) return;
  const wait = deployment.retryAt - ecs.world.clock.now();
  if (wait > 0) wakeService(ecs, service, wait);
  else startServiceTasks(ecs, service, deployment, count);
}

/** After their replacements were started, where the ceiling allowed it. */
function stopUnhealthy(ecs: Ecs, service: Service): void {
  const tasks = service.deployments.flatMap((deployment) => [...deployment.tasks]);
  const failing = tasks.filter((task) => task.desired === 'RUNNING' && task.unhealthy !== undefined);
  stopAll(ecs, service, failing, (task) => task.unhealthy?.reason ?? '');
}

/** More tasks of the wanted revision than desired: the service was scaled in. */
function stopSurplus(ecs: Ecs, service: Service, primary: Deployment, { wantedNew }: Counts): void {
  if (wantedNew <= service.desired) return;
  const running = [...primary.tasks].filter((task) => task.desired === 'RUNNING');
  running.sort((a, b) => Number(a.healthy) - Number(b.healthy));
  stopAll(ecs, service, running.slice(0, wantedNew - service.desired), () => stopped.scaling(primary.id));
}

/** Old tasks go as far as the floor allows: to it when the ceiling blocks new ones, else while `desired` stay healthy. */
function stopOld(ecs: Ecs, service: Service, counts: Counts): void {
  const primary = service.deployments[0];
  const old = service.deployments.slice(1).flatMap((deployment) => [...deployment.tasks]);
  const wanted = old.filter((task) => task.desired === 'RUNNING' && task.unhealthy === undefined);
  const useless = wanted.filter((task) => !task.healthy);
  const blocked = counts.missing > 0 && counts.room <= 0 && useless.length === 0;
  const keep = blocked ? counts.floor : Math.max(counts.floor, service.desired);
  const spare = Math.max(0, counts.healthy - keep);
  const healthy = wanted.filter((task) => task.healthy).slice(0, spare);
  const reason = stopped.scaling(primary?.id ?? '');
  stopAll(ecs, service, [...useless, ...healthy], () => reason);
  const settled = counts.occupied === counts.healthy && service.deployments.length > 1;
  if (blocked && spare === 0 && settled) addEvent(ecs, service, event.stuckConfiguration);
}

function stopAll(ecs: Ecs, service: Service, tasks: readonly Task[], reason: (task: Task) => string): void {
  if (tasks.length === 0) return;
  const draining = tasks.filter((task) => task.targets.length > 0).length;
  for (const task of tasks) stopTask(ecs, task, 'ServiceSchedulerInitiated', reason(task));
  addEvent(ecs, service, event.stopped(tasks.map((task) => task.id)));
  if (draining > 0) addEvent(ecs, service, event.draining(draining));
}
