import type { CapacityProviderStrategyItem, LoadBalancer, NetworkConfiguration } from '@aws-sdk/client-ecs';
import { AwsFault } from '../service.ts';
import { error } from '../texts.ts';
import type { Cluster, Ecs, Launch, TaskDefinition } from './model.ts';
import { isFargate } from './validate-task-definition.ts';

export interface LaunchInput {
  readonly launchType?: string | undefined;
  readonly capacityProviderStrategy?: readonly CapacityProviderStrategyItem[] | undefined;
  readonly platformVersion?: string | undefined;
  readonly networkConfiguration?: NetworkConfiguration | undefined;
  readonly loadBalancers?: readonly LoadBalancer[] | undefined;
}

const refuse = (message: string): never => {
  throw new AwsFault('InvalidParameterException', message);
};

/** How tasks of the definition are launched, checked as AWS checks it; `InvalidParameterException` otherwise. */
export function resolveLaunch(ecs: Ecs, cluster: Cluster, definition: TaskDefinition, input: LaunchInput): Launch {
  const { launchType, networkConfiguration: network, loadBalancers = [] } = input;
  const strategy = input.capacityProviderStrategy ?? [];
  if (launchType !== undefined && strategy.length > 0) refuse(error.launchTypeAndProviders);
  const known = (name = '') => cluster.capacityProviders.includes(name);
  if (!strategy.every(({ capacityProvider }) => known(capacityProvider))) refuse(error.providerUnknown);
  const fargate = launchType === 'FARGATE' || strategy.some((item) => item.capacityProvider?.startsWith('FARGATE'));
  if (fargate && !isFargate(definition.raw)) refuse(error.incompatibleLaunchType);
  const awsvpc = definition.raw.networkMode === 'awsvpc' || isFargate(definition.raw);
  if (awsvpc && (network?.awsvpcConfiguration?.subnets ?? []).length === 0) refuse(error.networkMissing);
  for (const balancer of loadBalancers) checkBalancer(ecs, definition, balancer);
  return {
    definition,
    loadBalancers,
    ...placement(cluster, launchType, strategy),
    ...(network === undefined ? {} : { network }),
    ...(fargate || input.platformVersion !== undefined ? { platformVersion: input.platformVersion ?? 'LATEST' } : {}),
  };
}

/** Either a launch type or a strategy: the one asked for, else the cluster's default strategy, else EC2. */
function placement(cluster: Cluster, launchType: string | undefined, asked: readonly CapacityProviderStrategyItem[]) {
  const strategy = asked.length > 0 ? asked : launchType === undefined ? cluster.defaultStrategy : [];
  return strategy.length > 0 ? { capacityProviderStrategy: strategy } : { launchType: launchType ?? 'EC2' };
}

function checkBalancer(ecs: Ecs, definition: TaskDefinition, balancer: LoadBalancer): void {
  const { targetGroupArn, containerName = '', containerPort = 0 } = balancer;
  const container = definition.containers.find(({ name }) => name === containerName);
  if (container === undefined) refuse(error.containerOfLoadBalancer(containerName));
  if (!container?.portMappings?.some((mapping) => mapping.containerPort === containerPort)) {
    refuse(error.portOfLoadBalancer(containerName, containerPort));
  }
  if (targetGroupArn !== undefined && ecs.targetGroups?.exists(targetGroupArn) === false) {
    refuse(error.targetGroupMissing(targetGroupArn));
  }
  if (targetGroupArn !== undefined && ecs.targetGroups?.inUse?.(targetGroupArn) === false) {
    refuse(error.targetGroupUnused(targetGroupArn));
  }
}
