import type { CapacityProviderStrategyItem, LaunchType, NetworkConfiguration, Service } from '@aws-sdk/client-ecs';
import type { CallOptions } from '#aws/client';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Ecs } from '../client.ts';

/** Where and on what a one-off task of a service runs: as the service's own tasks do, on demand. */
export interface TaskNetwork {
  readonly networkConfiguration?: NetworkConfiguration;
  readonly platformVersion?: string;
  readonly launchType?: LaunchType;
  readonly capacityProviderStrategy?: CapacityProviderStrategyItem[];
  /** Task definition that the service runs, an ARN. */
  readonly taskDefinition: string;
  /** What differs from the service and why, to be said aloud. */
  readonly notes: readonly string[];
}

/** Reads the service. Throws `not-found` when it is not there or not ACTIVE, and `AwsError`. */
export async function networkOfService(
  ecs: Ecs,
  cluster: string,
  service: string,
  options: CallOptions = {},
): Promise<TaskNetwork> {
  const answer = await ecs.call('DescribeServices', { cluster, services: [service] }, options);
  const found = answer.services?.[0];
  if (found === undefined || found.status !== 'ACTIVE') {
    throw new Failure(
      diagnosis('not-found', {
        what: `there is no ACTIVE service ${service} in ${cluster}`,
        where: `service ${service} in ${cluster}`,
        evidence: (answer.failures ?? []).map(({ arn, reason }) => `${arn}: ${reason}`),
        fix: `Correct cluster and service (${cluster}, ${service}), or the region.`,
      }),
    );
  }
  return taskNetwork(found);
}

/** A migration must not be interrupted half-way, so spot capacity becomes on-demand capacity. */
export function taskNetwork(service: Service): TaskNetwork {
  const {
    networkConfiguration,
    platformVersion,
    launchType,
    capacityProviderStrategy = [],
    taskDefinition = '',
  } = service;
  const onDemand = withoutSpot(capacityProviderStrategy);
  const fargate = launchType === 'FARGATE' || onDemand.some((item) => item.capacityProvider === 'FARGATE');
  const spot = capacityProviderStrategy.some((item) => item.capacityProvider === 'FARGATE_SPOT');
  return {
    taskDefinition,
    ...(networkConfiguration === undefined ? {} : { networkConfiguration }),
    ...(platformVersion === undefined || !fargate ? {} : { platformVersion }),
    ...(onDemand.length > 0 ? { capacityProviderStrategy: onDemand } : launchType === undefined ? {} : { launchType }),
    notes: spot ? ['runs on FARGATE instead of FARGATE_SPOT, so that it is not interrupted'] : [],
  };
}

function withoutSpot(strategy: readonly CapacityProviderStrategyItem[]): CapacityProviderStrategyItem[] {
  if (!strategy.some((item) => item.capacityProvider === 'FARGATE_SPOT')) return [...strategy];
  const others = strategy.filter(({ capacityProvider }) => !capacityProvider?.startsWith('FARGATE'));
  return [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }, ...others];
}
