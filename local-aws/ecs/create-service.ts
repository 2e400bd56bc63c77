import type { CreateServiceRequest } from '@aws-sdk/client-ecs';
import { AwsFault, type Call } from '../service.ts';
import { error } from '../texts.ts';
import { checkConfiguration } from './check-configuration.ts';
import { arnOf, findActiveDefinition, findCluster } from './find-resources.ts';
import type { Ecs, Service } from './model.ts';
import { resolveLaunch } from './resolve-launch.ts';
import { serviceShape } from './service-shape.ts';
import { startDeployment } from './start-deployment.ts';
import { setTags } from './tags.ts';

/** Creates the service with its first deployment (none for the controllers CODE_DEPLOY and EXTERNAL). */
export function createService(ecs: Ecs, input: CreateServiceRequest, call: Call) {
  const cluster = findCluster(ecs, input.cluster);
  const name = input.serviceName ?? '';
  const existing = cluster.services.get(name);
  if (existing !== undefined && existing.status !== 'INACTIVE') {
    throw new AwsFault('InvalidParameterException', error.serviceExists);
  }
  const scheduling = input.schedulingStrategy ?? 'REPLICA';
  if (scheduling === 'DAEMON' && input.desiredCount !== undefined) {
    throw new AwsFault('InvalidParameterException', error.daemonCount);
  }
  const controller = input.deploymentController?.type;
  checkConfiguration(input.deploymentConfiguration, controller);
  const definition = findActiveDefinition(ecs, input.taskDefinition ?? '');
  const service: Service = {
    name,
    arn: arnOf(ecs, `service/${cluster.name}/${name}`),
    cluster,
    createdAt: ecs.world.clock.now(),
    createdBy: `arn:aws:iam::${call.account}:role/deployer`,
    scheduling,
    ...(controller === undefined ? {} : { controller }),
    status: 'ACTIVE',
    desired: scheduling === 'DAEMON' ? 1 : (input.desiredCount ?? 0),
    launch: resolveLaunch(ecs, cluster, definition, input),
    configuration: { maximumPercent: 200, minimumHealthyPercent: 100, ...input.deploymentConfiguration },
    graceSeconds: input.healthCheckGracePeriodSeconds ?? 0,
    ...(input.propagateTags === undefined ? {} : { propagateTags: input.propagateTags }),
    managedTags: input.enableECSManagedTags ?? false,
    executeCommand: input.enableExecuteCommand ?? false,
    rebalancing: input.availabilityZoneRebalancing ?? 'ENABLED',
    deployments: [],
    completed: [],
    events: [],
    steady: false,
  };
  if (scheduling === 'DAEMON')
    service.configuration.minimumHealthyPercent = input.deploymentConfiguration?.minimumHealthyPercent ?? 0;
  cluster.services.set(name, service);
  setTags(ecs, service.arn, input.tags);
  if (controller === undefined || controller === 'ECS') startDeployment(ecs, service, service.launch);
  return { service: { ...serviceShape(ecs, service), ...(input.tags === undefined ? {} : { tags: input.tags }) } };
}
