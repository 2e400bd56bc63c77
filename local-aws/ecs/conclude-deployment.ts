import { event, rollout, stopped } from '../texts.ts';
import { addEvent } from './add-event.ts';
import { countTasks } from './count-tasks.ts';
import type { Deployment, Ecs, Service } from './model.ts';
import { hasEnded, noteDeployment, noteServiceDeployment } from './note-change.ts';
import { advanceStages, stagesOf } from './stages/advance-stages.ts';
import { isBaking } from './stages/bake.ts';
import { isDone } from './stages/run-hooks.ts';
import { stopTasks } from './stop-tasks.ts';

/** Ends the deployment when its tasks are all healthy and those of every other one are gone. */
export function concludeDeployment(ecs: Ecs, service: Service, primary: Deployment): void {
  if (service.status === 'DRAINING') {
    concludeService(ecs, service);
    return;
  }
  const { wanted, healthyNew, occupied } = countTasks(service, primary);
  const settled = healthyNew === service.desired && wanted === healthyNew && occupied === wanted;
  if (primary.followedBy?.status.endsWith('_REQUESTED')) return;
  const stages = stagesOf(primary);
  if (stages === undefined) rolling(ecs, service, primary, settled);
  else if (advanceStages(ecs, service, primary, stages)) complete(ecs, service, primary);
  if (!settled || primary.rollout === 'IN_PROGRESS') return;
  if (service.steady || primary.rollout === 'FAILED') return;
  service.steady = true;
  addEvent(ecs, service, event.steady);
}

/** Complete when all is as wanted and has baked; with early success criteria, when enough of it is. */
function rolling(ecs: Ecs, service: Service, primary: Deployment, settled: boolean): void {
  if (primary.rollout !== 'IN_PROGRESS') return;
  const early = isEarly(service, primary);
  if (!(settled || early) || isBaking(ecs, service, primary)) return;
  if (primary.followedBy?.stages?.hooks.every(isDone) === false) return;
  const { sourceServiceRevisionCleanup } = primary.followedBy?.configuration.earlySuccessCriteria ?? {};
  if (!settled && sourceServiceRevisionCleanup === 'BLOCKING') {
    const old = service.deployments.slice(1).flatMap(({ tasks }) => [...tasks]);
    stopTasks(ecs, service, old, () => stopped.scaling(primary.id));
    if (old.length > 0) return;
  }
  complete(ecs, service, primary);
}

/** Early success: so many percent of the wanted tasks are healthy (SDK model). Not on the way back. */
function isEarly(service: Service, primary: Deployment): boolean {
  const { followedBy } = primary;
  const { enable, healthyPercent = 100 } = followedBy?.configuration.earlySuccessCriteria ?? {};
  if (enable !== true || followedBy?.rollback !== undefined) return false;
  return countTasks(service, primary).healthyNew >= Math.ceil((service.desired * healthyPercent) / 100);
}

function complete(ecs: Ecs, service: Service, primary: Deployment): void {
  noteDeployment(ecs, primary, 'COMPLETED', rollout.completed(primary.id));
  addEvent(ecs, service, event.deploymentCompleted(primary.id));
  service.completed.push(primary);
  const following = primary.followedBy;
  if (following === undefined || hasEnded(following.status)) return;
  noteServiceDeployment(ecs, following, following.rollback === undefined ? 'SUCCESSFUL' : 'ROLLBACK_SUCCESSFUL');
}

function concludeService(ecs: Ecs, service: Service): void {
  if (service.deployments.some((deployment) => deployment.tasks.size > 0)) return;
  service.status = 'INACTIVE';
  service.deployments = [];
  ecs.world.timeline.push({
    at: ecs.world.clock.now(),
    kind: 'ecs.service',
    subject: service.arn,
    state: 'INACTIVE',
  });
}
