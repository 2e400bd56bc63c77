import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { AwsFault } from '../service.ts';
import { error } from '../texts.ts';

/** Refuses deployment configurations that AWS refuses: `InvalidParameterException`. */
export function checkConfiguration(
  configuration: DeploymentConfiguration | undefined,
  controller: string | undefined,
): void {
  const { deploymentCircuitBreaker, minimumHealthyPercent, maximumPercent, strategy } = configuration ?? {};
  if (deploymentCircuitBreaker?.enable === true && controller !== undefined && controller !== 'ECS') {
    throw new AwsFault('InvalidParameterException', error.breakerController);
  }
  if (minimumHealthyPercent === 100 && maximumPercent === 100) {
    throw new AwsFault('InvalidParameterException', error.percents);
  }
  if (strategy !== undefined && strategy !== 'ROLLING') {
    throw new AwsFault('UnsupportedFeatureException', `local-aws does not have the deployment strategy ${strategy}`);
  }
}
