import { failDeployment } from './fail-deployment.ts';
import type { Deployment, Ecs, Service } from './model.ts';

/**
 * A task of the deployment failed: it could not start, ended before it was healthy, or failed its health checks. At
 * the threshold the circuit breaker ends the deployment.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export function countFailure(ecs: Ecs, service: Service, deployment: Deployment): void {
  if (deployment.rollout !== 'IN_PROGRESS' || service.deployments[0] !== deployment) return;
  deployment.failures++;
  deployment.updatedAt = ecs.world.clock.now();
  const breaker = service.configuration.deploymentCircuitBreaker;
  if (breaker?.enable === true && deployment.failures >= breakerThreshold(service)) {
    failDeployment(ecs, service, deployment, { kind: 'breaker' });
  }
}

/** A healthy task ends the row of failures, unless the breaker counts cumulatively. */
export function forgiveFailures(service: Service, deployment: Deployment): void {
  if (service.configuration.deploymentCircuitBreaker?.resetOnHealthyTask !== false) deployment.failures = 0;
}

/** Default: half of the desired count, at least 3 and at most 200. Source: SDK model. */
export function breakerThreshold({ desired, configuration }: Service): number {
  const { type = 'BOUNDED_PERCENT', value = 50 } = configuration.deploymentCircuitBreaker?.thresholdConfiguration ?? {};
  if (type === 'COUNT') return value;
  const share = Math.ceil((desired * value) / 100);
  return type === 'UNBOUNDED_PERCENT' ? share : Math.min(200, Math.max(3, share));
}
