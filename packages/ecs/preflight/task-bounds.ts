import type { LiveService } from '../service/read-live.ts';
import type { ServiceChange } from '../service/service-change.ts';

/** How many tasks of a service there may be while it is deployed. */
export interface TaskBounds {
  readonly desired: number;
  /** Healthy ones never fall under it. */
  readonly floor: number;
  /** Running ones never rise over it. */
  readonly ceiling: number;
  readonly minimumPercent: number;
  readonly maximumPercent: number;
}

/**
 * The bounds of a rolling deployment, ceil(desired × minimum) and floor(desired × maximum); none for other strategies,
 * and for a daemon. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function taskBounds(live: LiveService, change: ServiceChange): TaskBounds | undefined {
  const configuration = { ...live.facts.deploymentConfiguration, ...change.deploymentConfiguration } as {
    minimumHealthyPercent?: number;
    maximumPercent?: number;
    strategy?: string;
  };
  const { strategy = 'ROLLING', minimumHealthyPercent = 100, maximumPercent = 200 } = configuration;
  if (strategy !== 'ROLLING' || live.facts.schedulingStrategy === 'DAEMON') return undefined;
  const desired = change.desiredCount ?? live.facts.desiredCount;
  return {
    desired,
    floor: Math.ceil((desired * minimumHealthyPercent) / 100),
    ceiling: Math.floor((desired * maximumPercent) / 100),
    minimumPercent: minimumHealthyPercent,
    maximumPercent,
  };
}
