import { event, stopped } from '../texts.ts';
import { addEvent } from './add-event.ts';
import { concludeDeployment } from './conclude-deployment.ts';
import { type Counts, countTasks } from './count-tasks.ts';
import type { Deployment, Ecs, Service } from './model.ts';
import { isScaledUp, stageOf, stagesOf } from './stages/advance-stages.ts';
import { startServiceTasks } from './start-service-tasks.ts';
import { stopTasks } from './stop-tasks.ts';
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
  if (stagesOf(primary) !== undefined) stopLeft(ecs, service, primary);
  else if (primary.rollout !== 'FAILED') stopOld(ecs, service, counts);
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
  const stages = stagesOf(primary);
  if (stages === undefined) start(ecs, service, primary, Math.min(counts.missing, counts.room));
  else if (isScaledUp(stages)) start(ecs, service, primary, counts.missing);
  const old = service.deployments.slice(1).find((other) => other.rollout === 'COMPLETED');
  if (old === undefined || (stages !== undefined && stageOf(stages) === 'CLEAN_UP')) return;
  // Blue stays complete until it is cleaned up.
  if (stages !== undefined) {
    start(ecs, service, old, service.desired - counts.wantedOld);
    return;
  }
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
  stopTasks(ecs, service, failing, (task) => task.unhealthy?.reason ?? '');
}

/** More tasks of the wanted revision than desired: the service was scaled in. */
function stopSurplus(ecs: Ecs, service: Service, primary: Deployment, { wantedNew }: Counts): void {
  if (wantedNew <= service.desired) return;
  const running = [...primary.tasks].filter((task) => task.desired === 'RUNNING');
  running.sort((a, b) => Number(a.healthy) - Number(b.healthy));
  stopTasks(ecs, service, running.slice(0, wantedNew - service.desired), () => stopped.scaling(primary.id));
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
  stopTasks(ecs, service, [...useless, ...healthy], () => reason);
  const settled = counts.occupied === counts.healthy && service.deployments.length > 1;
  if (blocked && spare === 0 && settled) addEvent(ecs, service, event.stuckConfiguration);
}

/** By stages: what was superseded goes first, what served before goes last. */
function stopLeft(ecs: Ecs, service: Service, primary: Deployment): void {
  const stages = stagesOf(primary);
  const stage = stages === undefined ? undefined : stageOf(stages);
  if (stage !== 'RECONCILE_SERVICE' && stage !== 'CLEAN_UP') return;
  const others = service.deployments.slice(1).filter(({ rollout }) => stage === 'CLEAN_UP' || rollout !== 'COMPLETED');
  stopTasks(
    ecs,
    service,
    others.flatMap(({ tasks }) => [...tasks]),
    () => stopped.scaling(primary.id),
  );
}
