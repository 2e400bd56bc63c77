import type { Track } from './look-track.ts';
import { planStages } from './plan-stages.ts';

/** Stages in which traffic has not begun to move (API model of ServiceDeployment). */
const before = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
];
const minute = 60_000;

/**
 * How long a deployment by stages takes from `now` on at least, in ms: traffic waits and bakes by the clock. 0 of any
 * other, and where nothing is known.
 */
export function leastLeft({ deployment, stage }: Track, now: number): number {
  const plan = planStages(deployment?.deploymentConfiguration ?? {});
  if (plan === undefined || stage === undefined) return 0;
  const bake = (deployment?.deploymentConfiguration?.bakeTimeInMinutes ?? 0) * minute;
  const passed = now - stage.since;
  if (before.includes(stage.name)) return plan.minutes * minute;
  if (stage.name === 'PRODUCTION_TRAFFIC_SHIFT') return Math.max(0, plan.minutes * minute - bake - passed) + bake;
  if (stage.name === 'POST_PRODUCTION_TRAFFIC_SHIFT') return bake;
  return stage.name === 'BAKE_TIME' ? Math.max(0, bake - passed) : 0;
}
