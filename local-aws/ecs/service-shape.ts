import type { Deployment, Ecs, Launch, Service, Task } from './model.ts';

/** The service as DescribeServices, CreateService and UpdateService answer it. */
export function serviceShape(ecs: Ecs, service: Service) {
  const tasks = service.deployments.flatMap((deployment) => [...deployment.tasks]);
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.cluster.arn,
    loadBalancers: service.launch.loadBalancers,
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.desired,
    ...counts(tasks),
    ...launchShape(service.launch),
    deploymentConfiguration: service.configuration,
    deployments: service.deployments.map((deployment) => deploymentShape(service, deployment)),
    events: service.events.map(({ id, at, message }) => ({ id, createdAt: new Date(at), message })),
    createdAt: new Date(service.createdAt),
    placementConstraints: [],
    placementStrategy: [],
    healthCheckGracePeriodSeconds: service.graceSeconds,
    schedulingStrategy: service.scheduling,
    ...(service.controller === undefined ? {} : { deploymentController: { type: service.controller } }),
    createdBy: service.createdBy,
    enableECSManagedTags: service.managedTags,
    propagateTags: service.propagateTags ?? 'NONE',
    enableExecuteCommand: service.executeCommand,
    availabilityZoneRebalancing: service.rebalancing,
    ...current(ecs, service),
  };
}

/** The service deployment that is visible by now, and the revisions with tasks. */
function current(ecs: Ecs, service: Service) {
  const now = ecs.world.clock.now();
  const visible = service.deployments
    .map((deployment) => deployment.followedBy)
    .find((following) => following !== undefined && following.visibleAt <= now);
  return {
    ...(visible === undefined ? {} : { currentServiceDeployment: visible.arn }),
    currentServiceRevisions: service.deployments.map((deployment) => revisionSummary(service, deployment)),
  };
}

/** What a deployment runs, as `ServiceRevisionSummary` counts it. */
export function revisionSummary(service: Service, deployment: Deployment) {
  const { runningCount, pendingCount } = counts([...deployment.tasks]);
  const primary = service.deployments[0] === deployment;
  return {
    arn: deployment.revision.arn,
    requestedTaskCount: primary ? service.desired : runningCount,
    runningTaskCount: runningCount,
    pendingTaskCount: pendingCount,
  };
}

function deploymentShape(service: Service, deployment: Deployment) {
  const primary = service.deployments[0] === deployment;
  const counted = counts([...deployment.tasks]);
  return {
    id: deployment.id,
    status: primary ? 'PRIMARY' : 'ACTIVE',
    desiredCount: primary ? service.desired : deployment.rollout === 'FAILED' ? 0 : counted.runningCount,
    ...counted,
    failedTasks: deployment.failures,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...launchShape(deployment.launch),
    ...(isClassic(deployment.launch)
      ? {}
      : { rolloutState: deployment.rollout, rolloutStateReason: deployment.reason }),
  };
}

/** Behind a Classic Load Balancer nothing is said of the rollout's state (SDK model of Deployment). */
const isClassic = ({ loadBalancers }: Launch): boolean =>
  loadBalancers.some(({ loadBalancerName }) => loadBalancerName !== undefined);

export const counts = (tasks: readonly Task[]) => ({
  pendingCount: tasks.filter(({ status }) => ['PROVISIONING', 'PENDING', 'ACTIVATING'].includes(status)).length,
  runningCount: tasks.filter(({ status }) => status === 'RUNNING').length,
});

export function launchShape(launch: Launch) {
  const fargate = launch.platformVersion !== undefined;
  return {
    taskDefinition: launch.definition.arn,
    ...(launch.launchType === undefined ? {} : { launchType: launch.launchType }),
    ...(launch.capacityProviderStrategy === undefined
      ? {}
      : { capacityProviderStrategy: launch.capacityProviderStrategy }),
    ...(fargate ? { platformVersion: resolvedPlatform(launch), platformFamily: 'Linux' } : {}),
    ...(launch.network === undefined ? {} : { networkConfiguration: launch.network }),
  };
}

/** `LATEST` as AWS resolves it for Linux today. */
export const resolvedPlatform = ({ platformVersion }: Launch): string =>
  platformVersion === undefined || platformVersion === 'LATEST' ? '1.4.0' : platformVersion;
