import type { Deployment, Ecs, Service } from '../model.ts';
import { wakeService } from '../wake-service.ts';

/**
 * Whether a rolling deployment whose tasks are as wanted still bakes: for `bakeTimeInMinutes`, and as long as its alarms
 * need to see anything ("Amazon ECS computes this time period based on the alarm configuration": the longest of their
 * periods times evaluation periods is our reading). A way back does not bake.
 */
export function isBaking(ecs: Ecs, service: Service, primary: Deployment): boolean {
  const following = primary.followedBy;
  if (following?.status !== 'IN_PROGRESS' || following.rollback !== undefined) return false;
  const now = ecs.world.clock.now();
  following.bakeUntil ??= now + bakeMs(ecs, following);
  if (now >= following.bakeUntil) return false;
  wakeService(ecs, service, following.bakeUntil - now);
  return true;
}

function bakeMs({ alarms }: Ecs, { configuration, alarms: watched }: NonNullable<Deployment['followedBy']>): number {
  const names = watched === 'MONITORING' ? (configuration.alarms?.alarmNames ?? []) : [];
  const wanted = (configuration.bakeTimeInMinutes ?? 0) * 60_000;
  return Math.max(wanted, ...names.map((name) => alarms.periodMs(name)));
}
