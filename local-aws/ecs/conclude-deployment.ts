import { event, rollout } from '../texts.ts';
import { addEvent } from './add-event.ts';
import { countTasks } from './count-tasks.ts';
import type { Deployment, Ecs, Service } from './model.ts';
import { hasEnded, noteDeployment, noteServiceDeployment } from './note-change.ts';

/** Ends the deployment when its tasks are all healthy and those of every other one are gone. */
export function concludeDeployment(ecs: Ecs, service: Service, primary: Deployment): void {
  if (service.status === 'DRAINING') {
    concludeService(ecs, service);
    return;
  }
  const { wanted, healthyNew, occupied } = countTasks(service, primary);
  const settled = healthyNew === service.desired && wanted === healthyNew && occupied === wanted;
  if (!settled) return;
  if (primary.followedBy?.status.endsWith('_REQUESTED')) return;
  if (primary.rollout === 'IN_PROGRESS') complete(ecs, service, primary);
  if (service.steady || primary.rollout === 'FAILED') return;
  service.steady = true;
  addEvent(ecs, service, event.steady);
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
