import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { AwsFault } from '../service.ts';
import { error } from '../texts.ts';

/** Refuses deployment configurations that AWS refuses: `InvalidParameterException`. */
export function checkConfiguration(
  configuration: DeploymentConfiguration | undefined,
  controller: string | undefined,
): void {
  const { deploymentCircuitBreaker, minimumHealthyPercent, maximumPercent } = configuration ?? {};
  if (deploymentCircuitBreaker?.enable === true && controller !== undefined && controller !== 'ECS') {
    throw new AwsFault('InvalidParameterException', error.breakerController);
  }
  if (minimumHealthyPercent === 100 && maximumPercent === 100) {
    throw new AwsFault('InvalidParameterException', error.percents);
  }
  checkStrategy(configuration ?? {}, controller);
}

const strategies: readonly string[] = ['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'];

function checkStrategy(configuration: DeploymentConfiguration, controller: string | undefined): void {
  const { strategy = 'ROLLING', bakeTimeInMinutes, earlySuccessCriteria: early, lifecycleHooks = [] } = configuration;
  if (!strategies.includes(strategy)) refuse(error.strategyUnknown(strategy));
  if (strategy !== 'ROLLING' && controller !== undefined && controller !== 'ECS') refuse(error.strategyController);
  if (strategy === 'BLUE_GREEN' && bakeTimeInMinutes === undefined) refuse(error.bakeMissing);
  if (early?.enable === true && strategy !== 'ROLLING') refuse(error.earlySuccess);
  if (early?.enable === true && (early.healthyPercent ?? 0) < (configuration.minimumHealthyPercent ?? 0)) {
    refuse(error.earlyPercent);
  }
  for (const { targetType = 'AWS_LAMBDA', hookTargetArn, roleArn, lifecycleStages = [] } of lifecycleHooks) {
    if (targetType === 'AWS_LAMBDA' && (hookTargetArn === undefined || roleArn === undefined)) refuse(error.hookTarget);
    const shift = lifecycleStages.find((stage) => /^(TEST|PRODUCTION)_TRAFFIC_SHIFT$/.test(stage));
    if (targetType === 'PAUSE' && shift !== undefined) refuse(error.pauseStage(shift));
  }
}

function refuse(message: string): never {
  throw new AwsFault('InvalidParameterException', message);
}
