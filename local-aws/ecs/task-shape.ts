import type { Container, Ecs, Task } from './model.ts';
import { resolvedPlatform } from './service-shape.ts';

/** The task as RunTask, DescribeTasks and StopTask answer it. `exitCode` is absent for what never ran. */
export function taskShape(_ecs: Ecs, task: Task) {
  const { launch } = task;
  const { cpu, memory } = launch.definition.raw;
  const fargate = launch.platformVersion !== undefined;
  return {
    taskArn: task.arn,
    clusterArn: task.cluster.arn,
    taskDefinitionArn: launch.definition.arn,
    group: task.group,
    ...(task.startedBy === undefined ? {} : { startedBy: task.startedBy }),
    lastStatus: task.status,
    desiredStatus: task.desired,
    healthStatus: taskHealth(task.containers),
    ...(cpu === undefined ? {} : { cpu: task.overrides.cpu ?? cpu }),
    ...(memory === undefined ? {} : { memory: task.overrides.memory ?? memory }),
    ...(launch.launchType === undefined ? {} : { launchType: launch.launchType }),
    ...provider(task),
    ...(fargate ? { platformVersion: resolvedPlatform(launch), platformFamily: 'Linux' } : {}),
    availabilityZone: task.zone,
    connectivity: 'CONNECTED',
    enableExecuteCommand: task.executeCommand,
    overrides: { containerOverrides: launch.definition.containers.map(({ name }) => ({ name })), ...task.overrides },
    attachments: attachments(task),
    containers: task.containers.map((container) => containerShape(task, container)),
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    version: task.version,
    tags: [],
    ...times(task),
    ...(task.stopCode === undefined ? {} : { stopCode: task.stopCode }),
    ...(task.stoppedReason === undefined ? {} : { stoppedReason: task.stoppedReason }),
  };
}

function provider({ launch }: Task) {
  const [first] = launch.capacityProviderStrategy ?? [];
  if (first === undefined) return {};
  const name = first.capacityProvider ?? '';
  return { capacityProviderName: name, ...(name.startsWith('FARGATE') ? { launchType: 'FARGATE' } : {}) };
}

/** From the essential containers that have a health check. Source: SDK model of `healthStatus`. */
function taskHealth(containers: readonly Container[]): 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN' {
  const essential = containers.filter((container) => container.essential);
  if (essential.some(({ health }) => health === 'UNHEALTHY')) return 'UNHEALTHY';
  const checked = essential.filter(({ definition }) => definition.healthCheck !== undefined);
  return checked.length > 0 && checked.every(({ health }) => health === 'HEALTHY') ? 'HEALTHY' : 'UNKNOWN';
}

function containerShape(task: Task, container: Container) {
  const { definition, status, exitCode, reason, imageDigest } = container;
  return {
    containerArn: container.arn,
    taskArn: task.arn,
    name: definition.name,
    image: definition.image,
    ...(imageDigest === undefined ? {} : { imageDigest }),
    ...(task.pullStoppedAt === undefined ? {} : { runtimeId: container.runtimeId }),
    lastStatus: status,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(reason === undefined ? {} : { reason }),
    networkBindings: [],
    networkInterfaces:
      task.launch.network === undefined
        ? []
        : [{ attachmentId: task.address.eni, privateIpv4Address: task.address.ip }],
    healthStatus: container.health,
    cpu: String(definition.cpu ?? 0),
    ...(definition.memory === undefined ? {} : { memory: String(definition.memory) }),
  };
}

function attachments({ launch, address, status }: Task) {
  const subnet = launch.network?.awsvpcConfiguration?.subnets?.[0];
  if (subnet === undefined) return [];
  const details = [
    { name: 'subnetId', value: subnet },
    { name: 'networkInterfaceId', value: address.eni },
    { name: 'macAddress', value: address.mac },
    { name: 'privateDnsName', value: `ip-${address.ip.replaceAll('.', '-')}.ec2.internal` },
    { name: 'privateIPv4Address', value: address.ip },
  ];
  const precreated = status === 'PROVISIONING';
  const gone = status === 'STOPPED';
  return [
    {
      id: address.eni.slice(4),
      type: 'ElasticNetworkInterface',
      status: gone ? 'DELETED' : precreated ? 'PRECREATED' : 'ATTACHED',
      details: precreated ? details.slice(0, 1) : details,
    },
  ];
}

function times(task: Task) {
  const dates = {
    createdAt: task.createdAt,
    pullStartedAt: task.pullStartedAt,
    pullStoppedAt: task.pullStoppedAt,
    startedAt: task.startedAt,
    stoppingAt: task.stoppingAt,
    executionStoppedAt: task.executionStoppedAt,
    stoppedAt: task.stoppedAt,
  };
  return Object.fromEntries(
    Object.entries(dates).flatMap(([name, at]) => (at === undefined ? [] : [[name, new Date(at)]])),
  );
}
