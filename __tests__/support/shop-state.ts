import type { LocalAws } from '../../local-aws/index.ts';
import { cluster } from './fill-shop.ts';

export interface ServiceState {
  /** `web:2` */
  readonly primary: string;
  readonly rollout: string;
  readonly deployments: number;
  readonly desired: number;
  /** Task definitions (`web:2`) of running tasks of the service, sorted, each once. */
  readonly running: readonly string[];
  readonly runningCount: number;
}

/** What the far end says of a service now. */
export function stateOf(aws: LocalAws, name: string): ServiceState {
  const home = aws.ecs.state.clusters.get(cluster);
  const service = home?.services.get(name);
  if (home === undefined || service === undefined) throw new Error(`there is no service ${name}`);
  const label = (definition: { family: string; revision: number }) => `${definition.family}:${definition.revision}`;
  const tasks = [...home.tasks.values()].filter((task) => task.service === service && task.status === 'RUNNING');
  const primary = service.deployments[0];
  return {
    primary: label(service.launch.definition),
    rollout: primary?.rollout ?? 'NONE',
    deployments: service.deployments.length,
    desired: service.desired,
    running: [...new Set(tasks.map((task) => label(task.launch.definition)))].sort(),
    runningCount: tasks.length,
  };
}
