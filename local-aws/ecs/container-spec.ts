import type { ContainerDefinition, ContainerOverride } from '@aws-sdk/client-ecs';
import type { ContainerSpec } from '../runtime.ts';
import type { Container, Ecs, Task } from './model.ts';

/** What the runtime gets: the definition with overrides applied and secrets resolved. */
export function containerSpec(ecs: Ecs, task: Task, container: Container): ContainerSpec {
  const { definition, essential, imageDigest, resolved } = container;
  const override = task.overrides.containerOverrides?.find(({ name }) => name === definition.name);
  const command = override?.command ?? definition.command;
  const { entryPoint, workingDirectory, stopTimeout = 30 } = definition;
  return {
    taskArn: task.arn,
    taskId: task.id,
    taskDefinition: task.launch.definition.arn,
    ...(task.service === undefined ? {} : { service: task.service.name }),
    name: definition.name ?? '',
    image: definition.image ?? '',
    ...(resolved === true && imageDigest !== undefined ? { digest: imageDigest } : {}),
    essential,
    environment: environment(ecs, definition, override),
    ...(command === undefined ? {} : { command }),
    ...(entryPoint === undefined ? {} : { entryPoint }),
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
    ports: portsOf(definition),
    taskPorts: task.launch.definition.containers.flatMap(portsOf),
    ...limits(task, definition, override),
    stopTimeout,
    ...healthCheck(definition),
  };
}

const portsOf = ({ portMappings = [] }: ContainerDefinition): readonly number[] =>
  portMappings.flatMap(({ containerPort }) => containerPort ?? []);

function limits(
  task: Task,
  { memory, user, readonlyRootFilesystem }: ContainerDefinition,
  override?: ContainerOverride,
) {
  const ofTask = Number(task.overrides.memory ?? task.launch.definition.raw.memory);
  const most = override?.memory ?? memory ?? (ofTask > 0 ? ofTask : undefined);
  return {
    ...(most === undefined ? {} : { memory: most }),
    ...(user === undefined ? {} : { user }),
    ...(readonlyRootFilesystem === undefined ? {} : { readonlyRootFilesystem }),
  };
}

function environment(
  { secrets }: Ecs,
  definition: ContainerDefinition,
  override: ContainerOverride | undefined,
): Record<string, string> {
  const resolved = (definition.secrets ?? []).map(({ name, valueFrom = '' }) => ({
    name,
    value: secrets.get(valueFrom) ?? `local-secret:${valueFrom}`,
  }));
  const all = [...(definition.environment ?? []), ...resolved, ...(override?.environment ?? [])];
  return Object.fromEntries(all.map(({ name, value }) => [name ?? '', value ?? '']));
}

/** Defaults: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
function healthCheck({ healthCheck }: ContainerDefinition): Pick<ContainerSpec, 'healthCheck'> {
  if (healthCheck === undefined) return {};
  const { command = [], interval = 30, timeout = 5, retries = 3, startPeriod = 0 } = healthCheck;
  return { healthCheck: { command, interval, timeout, retries, startPeriod } };
}
