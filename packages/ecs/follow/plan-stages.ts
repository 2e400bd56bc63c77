import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';

/** What a strategy does by itself, and how long that takes at least. */
export interface StagePlan {
  /** `by canary: 10% of traffic for 5 min, then all` */
  readonly says: string;
  /** Minutes that pass while traffic waits and bakes; tasks and hooks come on top. */
  readonly minutes: number;
}

/** The strategy of a service in words, with the defaults of the API model; `undefined` for a rolling deployment. */
export function planStages(configuration: DeploymentConfiguration): StagePlan | undefined {
  const { strategy = 'ROLLING', bakeTimeInMinutes = 0, linearConfiguration, canaryConfiguration } = configuration;
  const bake = bakeTimeInMinutes > 0 ? `, then ${bakeTimeInMinutes} min of bake` : '';
  switch (strategy) {
    case 'BLUE_GREEN':
      return { says: `blue/green: all traffic at once${bake}`, minutes: bakeTimeInMinutes };
    case 'LINEAR': {
      const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = linearConfiguration ?? {};
      const minutes = (Math.ceil(100 / stepPercent) - 1) * stepBakeTimeInMinutes;
      const says = `linearly: ${stepPercent}% of traffic every ${stepBakeTimeInMinutes} min, ${minutes} min in all${bake}`;
      return { says, minutes: minutes + bakeTimeInMinutes };
    }
    case 'CANARY': {
      const { canaryPercent = 5, canaryBakeTimeInMinutes = 10 } = canaryConfiguration ?? {};
      const says = `by canary: ${canaryPercent}% of traffic for ${canaryBakeTimeInMinutes} min, then all${bake}`;
      return { says, minutes: canaryBakeTimeInMinutes + bakeTimeInMinutes };
    }
    default:
      return undefined;
  }
}
