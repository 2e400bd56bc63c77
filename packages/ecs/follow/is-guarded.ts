import type { Track } from './look-track.ts';

/** Failures that the circuit breaker needs at least by default (SDK model of ServiceDeploymentCircuitBreaker). */
const usualThreshold = 3;

/**
 * Whether a rollout may end at any time, whatever its counts say: an alarm watches over it, a lifecycle hook may fail it,
 * one batch of tasks that fail together is enough for its circuit breaker, or it succeeds with fewer tasks than are wanted.
 */
export function isGuarded({ deployment, service, counts }: Track): boolean {
  const {
    alarms,
    deploymentCircuitBreaker: breaker,
    earlySuccessCriteria: early,
    lifecycleHooks: hooks = [],
  } = deployment?.deploymentConfiguration ?? service?.deploymentConfiguration ?? {};
  const { status = 'MONITORING' } = deployment?.alarms ?? {};
  if (alarms?.enable === true && status === 'MONITORING') return true;
  if (early?.enable === true || hooks.length > 0) return true;
  const threshold = deployment?.deploymentCircuitBreaker?.threshold ?? usualThreshold;
  return breaker?.enable === true && (counts?.wanted ?? 0) >= threshold;
}
