import { isDeepStrictEqual } from 'node:util';
import type { UpdateServiceRequest } from '@aws-sdk/client-ecs';
import { AwsFault } from '../service.ts';
import { error } from '../texts.ts';
import { checkConfiguration } from './check-configuration.ts';
import { findActiveDefinition, findActiveService, findCluster } from './find-resources.ts';
import type { Ecs, Launch, Service } from './model.ts';
import { resolveLaunch } from './resolve-launch.ts';
import { serviceShape } from './service-shape.ts';
import { startDeployment } from './start-deployment.ts';
import { wakeService } from './wake-service.ts';

/** Members that CODE_DEPLOY and EXTERNAL services do not change through UpdateService. */
const LAUNCH = ['taskDefinition', 'networkConfiguration', 'loadBalancers', 'platformVersion'] as const;

/**
 * Changes what is named, and starts a deployment when the launch differs or one is forced. The same values again start
 * none. Source: SDK model of UpdateService.
 */
export function updateService(ecs: Ecs, input: UpdateServiceRequest) {
  const cluster = findCluster(ecs, input.cluster);
  const service = findActiveService(cluster, input.service);
  refuseForeignController(service, input);
  checkConfiguration(input.deploymentConfiguration, service.controller);
  const launch = changedLaunch(ecs, service, input);
  applySettings(service, input);
  const before = service.deployments[0];
  if (service.controller === undefined || service.controller === 'ECS') {
    if (input.forceNewDeployment === true || before === undefined || !isDeepStrictEqual(launch, before.launch)) {
      startDeployment(ecs, service, launch);
    }
  }
  wakeService(ecs, service);
  return { service: serviceShape(ecs, service) };
}

function refuseForeignController({ controller }: Service, input: UpdateServiceRequest): void {
  const codeDeploy = controller === 'CODE_DEPLOY';
  if (!codeDeploy && controller !== 'EXTERNAL') return;
  if (LAUNCH.some((member) => input[member] !== undefined)) {
    throw new AwsFault('InvalidParameterException', codeDeploy ? error.codeDeployUpdate : error.externalUpdate);
  }
  if (input.forceNewDeployment === true) {
    throw new AwsFault('InvalidParameterException', codeDeploy ? error.codeDeployForce : error.externalUpdate);
  }
}

/** A changed capacity provider strategy alone starts no deployment: it waits for the next one. */
function changedLaunch(ecs: Ecs, service: Service, input: UpdateServiceRequest): Launch {
  const { launch, cluster } = service;
  const definition =
    input.taskDefinition === undefined ? launch.definition : findActiveDefinition(ecs, input.taskDefinition);
  const strategy = input.capacityProviderStrategy ?? launch.capacityProviderStrategy;
  const asked = resolveLaunch(ecs, cluster, definition, {
    ...(strategy === undefined ? { launchType: launch.launchType } : { capacityProviderStrategy: strategy }),
    platformVersion: input.platformVersion ?? launch.platformVersion,
    networkConfiguration: input.networkConfiguration ?? launch.network,
    loadBalancers: input.loadBalancers ?? launch.loadBalancers,
  });
  const starts = input.forceNewDeployment === true || LAUNCH.some((member) => input[member] !== undefined);
  return starts ? asked : launch;
}

function applySettings(service: Service, input: UpdateServiceRequest): void {
  service.desired = input.desiredCount ?? service.desired;
  service.configuration = { ...service.configuration, ...input.deploymentConfiguration };
  service.graceSeconds = input.healthCheckGracePeriodSeconds ?? service.graceSeconds;
  if (input.propagateTags !== undefined) service.propagateTags = input.propagateTags;
  service.managedTags = input.enableECSManagedTags ?? service.managedTags;
  service.executeCommand = input.enableExecuteCommand ?? service.executeCommand;
  service.rebalancing = input.availabilityZoneRebalancing ?? service.rebalancing;
  if (input.desiredCount !== undefined) service.steady = false;
}
