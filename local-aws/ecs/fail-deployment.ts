import { event, rollout, serviceDeployment } from '../texts.ts';
import { addEvent } from './add-event.ts';
import type { Deployment, Ecs, Service } from './model.ts';
import { noteDeployment, noteServiceDeployment } from './note-change.ts';
import { rollBack } from './roll-back.ts';
import { dropHooks } from './stages/run-hooks.ts';
import { wakeService } from './wake-service.ts';

export type Cause =
  | { readonly kind: 'breaker' }
  | { readonly kind: 'alarm'; readonly names: readonly string[] }
  /** ECS says it in a sentence of its own: a hook, the network. */
  | { readonly kind: 'said'; readonly reason: string };

/** Ends the deployment as FAILED, and goes back to the last completed one where that is configured and possible. */
export function failDeployment(ecs: Ecs, service: Service, deployment: Deployment, cause: Cause): void {
  const words = wordsOf(cause);
  noteDeployment(ecs, deployment, 'FAILED', words.failed);
  addEvent(ecs, service, event.deploymentFailed(deployment.id, words.event));
  const following = deployment.followedBy;
  if (following !== undefined) {
    dropHooks(following);
    if (cause.kind === 'alarm') {
      following.alarms = 'TRIGGERED';
      following.triggeredAlarms = cause.names;
    } else if (cause.kind === 'breaker') following.breaker = 'TRIGGERED';
  }
  const target = service.completed.findLast((other) => other !== deployment);
  const goingBack = following?.rollback !== undefined;
  if (wantsRollback(service, cause) && target !== undefined && !goingBack) {
    rollBack(ecs, service, deployment, target, { reason: words.reason, rolloutReason: words.rollback(target.id) });
  } else if (following !== undefined) {
    const reason = goingBack ? serviceDeployment.rollbackFailed : words.stopped;
    noteServiceDeployment(ecs, following, goingBack ? 'ROLLBACK_FAILED' : 'STOPPED', reason);
  }
  wakeService(ecs, service);
}

function wantsRollback({ configuration: { deploymentCircuitBreaker, alarms } }: Service, { kind }: Cause): boolean {
  if (kind === 'said') return true;
  return (kind === 'alarm' ? alarms?.rollback : deploymentCircuitBreaker?.rollback) === true;
}

/** What ECS says of a cause: in its event, in the rollout's reason and in that of the service deployment. */
function wordsOf(cause: Cause) {
  switch (cause.kind) {
    case 'breaker':
      return {
        event: undefined,
        failed: rollout.breakerFailed,
        rollback: rollout.breakerRollback,
        reason: serviceDeployment.breaker,
        stopped: serviceDeployment.breakerStopped,
      };
    case 'alarm':
      return {
        event: event.alarmDetected,
        failed: rollout.alarmFailed,
        rollback: rollout.alarmRollback,
        reason: serviceDeployment.alarm + cause.names.join(', '),
        stopped: serviceDeployment.alarmStopped + cause.names.join(', '),
      };
    case 'said':
      return {
        event: cause.reason,
        failed: cause.reason,
        rollback: (id: string) => rollout.saidRollback(id),
        reason: cause.reason,
        stopped: cause.reason,
      };
  }
}
