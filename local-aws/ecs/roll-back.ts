import { event } from '../texts.ts';
import { addEvent } from './add-event.ts';
import type { Deployment, Ecs, Service } from './model.ts';
import { noteDeployment, noteServiceDeployment } from './note-change.ts';
import { dropHooks, startHooksOfWayBack } from './stages/run-hooks.ts';
import { shiftTraffic } from './stages/shift-traffic.ts';
import { wakeService } from './wake-service.ts';

/**
 * Makes the completed deployment `to` PRIMARY again, under its old id, within the service deployment of `from`.
 * Seen in the field: no new `ecs-svc` id; the failed deployment stays ACTIVE until its tasks are gone.
 */
export function rollBack(
  ecs: Ecs,
  service: Service,
  from: Deployment,
  to: Deployment,
  why: { readonly reason: string; readonly rolloutReason: string },
): void {
  const now = ecs.world.clock.now();
  addEvent(ecs, service, event.rollingBack(to.id));
  service.deployments = [to, ...service.deployments.filter((other) => other !== to)];
  service.completed.splice(service.completed.indexOf(to), 1);
  service.launch = to.launch;
  to.failures = 0;
  to.unstarted = 0;
  to.retryAt = 0;
  noteDeployment(ecs, to, 'IN_PROGRESS', why.rolloutReason);
  const following = from.followedBy;
  if (following !== undefined) {
    delete from.followedBy;
    to.followedBy = following;
    following.rollback = { reason: why.reason, startedAt: now, to };
    dropHooks(following);
    if (following.stages !== undefined) {
      Object.assign(following.stages, { production: 0, test: 0 });
      shiftTraffic(ecs, to, { production: 100, test: 0 });
      startHooksOfWayBack(ecs, following);
    }
    noteServiceDeployment(ecs, following, 'ROLLBACK_IN_PROGRESS', why.reason);
  }
  wakeService(ecs, service);
}
