import { event, rollout, serviceDeployment } from '../texts.ts';
import { addEvent } from './add-event.ts';
import type { Deployment, Ecs, Service } from './model.ts';
import { noteDeployment, noteServiceDeployment } from './note-change.ts';
import { rollBack } from './roll-back.ts';
import { wakeService } from './wake-service.ts';

export type Cause = { readonly kind: 'breaker' } | { readonly kind: 'alarm'; readonly names: readonly string[] };

/** Ends the deployment as FAILED, and goes back to the last completed one where that is configured and possible. */
export function failDeployment(ecs: Ecs, service: Service, deployment: Deployment, cause: Cause): void {
  const alarm = cause.kind === 'alarm';
  noteDeployment(ecs, deployment, 'FAILED', alarm ? rollout.alarmFailed : rollout.breakerFailed);
  addEvent(ecs, service, event.deploymentFailed(deployment.id));
  const following = deployment.followedBy;
  if (following !== undefined) {
    if (alarm) {
      following.alarms = 'TRIGGERED';
      following.triggeredAlarms = cause.names;
    } else following.breaker = 'TRIGGERED';
  }
  const { deploymentCircuitBreaker, alarms } = service.configuration;
  const wanted = alarm ? alarms?.rollback : deploymentCircuitBreaker?.rollback;
  const target = service.completed.findLast((other) => other !== deployment);
  const goingBack = following?.rollback !== undefined;
  if (wanted === true && target !== undefined && !goingBack) {
    const reason = alarm ? serviceDeployment.alarm + cause.names.join(', ') : serviceDeployment.breaker;
    const text = alarm ? rollout.alarmRollback : rollout.breakerRollback;
    rollBack(ecs, service, deployment, target, { reason, rolloutReason: text(target.id) });
  } else if (following !== undefined) {
    const reason = goingBack ? serviceDeployment.rollbackFailed : serviceDeployment.breakerStopped;
    noteServiceDeployment(ecs, following, goingBack ? 'ROLLBACK_FAILED' : 'STOPPED', reason);
  }
  wakeService(ecs, service);
}
