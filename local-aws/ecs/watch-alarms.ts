import { failDeployment } from './fail-deployment.ts';
import type { Ecs } from './model.ts';

/**
 * From now on a deployment that watches an alarm fails when the alarm goes to ALARM, also while it bakes. ECS polls
 * DescribeAlarms; here it hears at once. Alarms that were red when it began are ignored (developer guide).
 */
export function watchAlarms(ecs: Ecs): void {
  ecs.alarms.whenRed((name) => {
    for (const cluster of ecs.clusters.values()) {
      for (const service of cluster.services.values()) {
        const primary = service.deployments[0];
        const following = primary?.followedBy;
        const { alarms } = following?.configuration ?? {};
        const watched = following?.alarms === 'MONITORING' && alarms?.alarmNames?.includes(name) === true;
        if (primary?.rollout !== 'IN_PROGRESS' || !watched || following?.rollback !== undefined) continue;
        failDeployment(ecs, service, primary, { kind: 'alarm', names: [name] });
      }
    }
  });
}
