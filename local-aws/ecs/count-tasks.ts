import type { Deployment, Service } from './model.ts';

export interface Counts {
  /** Lower bound of healthy tasks: `ceil(desired × minimumHealthyPercent / 100)`. */
  readonly floor: number;
  /** Tasks whose containers are not gone. */
  readonly occupied: number;
  /** How many more tasks the ceiling, `floor(desired × maximumPercent / 100)`, allows. */
  readonly room: number;
  /** Wanted tasks: not asked to stop, not failing. Of all deployments, of PRIMARY, of the others. */
  readonly wanted: number;
  readonly wantedNew: number;
  readonly wantedOld: number;
  readonly healthy: number;
  readonly healthyNew: number;
  /** Tasks that PRIMARY lacks. */
  readonly missing: number;
}

export function countTasks(service: Service, primary: Deployment): Counts {
  const tasks = service.deployments.flatMap((deployment) => [...deployment.tasks]);
  const wanted = tasks.filter((task) => task.desired === 'RUNNING' && task.unhealthy === undefined);
  const wantedNew = wanted.filter((task) => task.deployment === primary).length;
  const healthy = wanted.filter((task) => task.healthy);
  const { floor, ceiling } = bounds(service);
  return {
    floor,
    occupied: tasks.length,
    room: ceiling - tasks.length,
    wanted: wanted.length,
    wantedNew,
    wantedOld: wanted.length - wantedNew,
    healthy: healthy.length,
    healthyNew: healthy.filter((task) => task.deployment === primary).length,
    missing: service.desired - wantedNew,
  };
}

/** Defaults: 100 and 200 for REPLICA, 0 and 100 for DAEMON (SDK model). */
export function bounds({ desired, configuration, scheduling }: Service): { floor: number; ceiling: number } {
  const { minimumHealthyPercent, maximumPercent } = configuration;
  const daemon = scheduling === 'DAEMON';
  const least = minimumHealthyPercent ?? (daemon ? 0 : 100);
  const most = maximumPercent ?? (daemon ? 100 : 200);
  return { floor: Math.ceil((desired * least) / 100), ceiling: Math.floor((desired * most) / 100) };
}
