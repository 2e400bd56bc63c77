import type { Deployment, Ecs, ServiceDeployment, ServiceDeploymentStatus } from './model.ts';

/** Gives the deployment its rollout state and reason, and writes it down. */
export function noteDeployment(ecs: Ecs, deployment: Deployment, state: Deployment['rollout'], reason: string): void {
  const at = ecs.world.clock.now();
  deployment.rollout = state;
  deployment.reason = reason;
  deployment.updatedAt = at;
  ecs.world.timeline.push({ at, kind: 'ecs.deployment', subject: deployment.id, state, detail: { reason } });
}

const ENDS: readonly ServiceDeploymentStatus[] = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'];

export const hasEnded = (status: ServiceDeploymentStatus): boolean => ENDS.includes(status);

/** Moves the service deployment on, with the times that belong to the state, and writes it down. */
export function noteServiceDeployment(
  ecs: Ecs,
  deployment: ServiceDeployment,
  status: ServiceDeploymentStatus,
  reason?: string,
): void {
  const at = ecs.world.clock.now();
  deployment.status = status;
  deployment.updatedAt = at;
  if (reason !== undefined) deployment.statusReason = reason;
  if (status === 'IN_PROGRESS') deployment.startedAt = at;
  if (status !== 'PENDING' && status !== 'IN_PROGRESS' && status !== 'SUCCESSFUL') deployment.stoppedAt ??= at;
  if (hasEnded(status)) {
    deployment.finishedAt = at;
    if (deployment.breaker === 'MONITORING') deployment.breaker = 'MONITORING_COMPLETE';
    if (deployment.alarms === 'MONITORING') deployment.alarms = 'MONITORING_COMPLETE';
  }
  ecs.world.timeline.push({ at, kind: 'ecs.service-deployment', subject: deployment.arn, state: status });
}
