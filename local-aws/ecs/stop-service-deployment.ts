import type { StopServiceDeploymentRequest } from '@aws-sdk/client-ecs';
import { AwsFault } from '../service.ts';
import { error, rollout, serviceDeployment as why } from '../texts.ts';
import { later } from './enter-status.ts';
import type { Ecs, ServiceDeployment } from './model.ts';
import { hasEnded, noteDeployment, noteServiceDeployment } from './note-change.ts';
import { rollBack } from './roll-back.ts';

/**
 * ROLLBACK goes back to the last completed deployment; ABORT leaves everything as it is. One that rolls back already
 * goes on; one that has ended, or has nothing to go back to, is a `ConflictException`.
 */
export function stopServiceDeployment(ecs: Ecs, input: StopServiceDeploymentRequest) {
  const deployment = ecs.serviceDeployments.get(input.serviceDeploymentArn ?? '');
  if (deployment === undefined) {
    throw new AwsFault('ServiceDeploymentNotFoundException', error.serviceDeploymentNotFound);
  }
  const answer = { serviceDeploymentArn: deployment.arn };
  if (hasEnded(deployment.status)) throw new AwsFault('ConflictException', error.notStoppable(deployment.status));
  if (deployment.status !== 'PENDING' && deployment.status !== 'IN_PROGRESS') return answer;
  if (input.stopType === 'ABORT') abort(ecs, deployment);
  else goBack(ecs, deployment);
  return answer;
}

function goBack(ecs: Ecs, deployment: ServiceDeployment): void {
  const { service, target } = deployment;
  const to = service.completed.findLast((other) => other !== target);
  if (to === undefined) throw new AwsFault('ConflictException', error.noRollbackTarget);
  noteServiceDeployment(ecs, deployment, 'ROLLBACK_REQUESTED', why.requested);
  later(ecs, ecs.timing.stopRequest, () => {
    if (deployment.status !== 'ROLLBACK_REQUESTED' || service.deployments[0] !== target) return;
    noteDeployment(ecs, target, 'FAILED', rollout.stopped);
    rollBack(ecs, service, target, to, { reason: why.requested, rolloutReason: rollout.stopRollback(to.id) });
  });
}

function abort(ecs: Ecs, deployment: ServiceDeployment): void {
  noteServiceDeployment(ecs, deployment, 'STOP_REQUESTED', why.stopped);
  later(ecs, ecs.timing.stopRequest, () => {
    if (deployment.status !== 'STOP_REQUESTED') return;
    noteDeployment(ecs, deployment.target, 'FAILED', rollout.stopped);
    noteServiceDeployment(ecs, deployment, 'STOPPED', why.stopped);
  });
}
