import {
  type ContainerDefinition,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  RunTaskCommand,
  type Service,
  type Task,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { type Far, waitFor } from './referee.ts';

/** Ends at once when it is told to. */
export const serve = ['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 1 & wait $!; done'];
export const crash = ['sh', '-c', 'echo no DATABASE_URL; exit 3'];
export const network = { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } };
export const missing = (kind: string) => `arn:aws:ecs:eu-central-1:123456789012:${kind}`;

export function definition({ name, image }: Far, command: readonly string[]): RegisterTaskDefinitionCommandInput {
  const logging = { 'awslogs-group': name, 'awslogs-region': 'eu-central-1', 'awslogs-stream-prefix': 'app' };
  const app: ContainerDefinition = {
    name: 'app',
    image,
    command: [...command],
    essential: true,
    logConfiguration: { logDriver: 'awslogs', options: logging },
  };
  const platform = {
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
  } satisfies Partial<RegisterTaskDefinitionCommandInput>;
  const executionRoleArn = 'arn:aws:iam::123456789012:role/execution';
  return { family: name, ...platform, executionRoleArn, containerDefinitions: [app] };
}

export const register = (
  far: Far,
  input: Partial<RegisterTaskDefinitionCommandInput> = {},
  command: readonly string[] = serve,
) => far.ecs.send(new RegisterTaskDefinitionCommand({ ...definition(far, command), ...input }));

export const serviceOf = (far: Far, input: Partial<CreateServiceCommandInput> = {}) =>
  new CreateServiceCommand({
    cluster: far.name,
    serviceName: far.name,
    taskDefinition: `${far.name}:1`,
    desiredCount: 2,
    launchType: 'FARGATE',
    networkConfiguration: network,
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    ...input,
  });

export const update = (far: Far, input: object = {}) =>
  far.ecs.send(new UpdateServiceCommand({ cluster: far.name, service: far.name, ...input }));

export async function read({ ecs, name }: Far): Promise<Service> {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster: name, services: [name] }));
  return services[0] ?? {};
}

export const deploymentsOf = ({ deployments = [] }: Service) =>
  deployments
    .map(
      ({ status, rolloutState, taskDefinition }) => `${status} ${rolloutState} :${taskDefinition?.split(':').at(-1)}`,
    )
    .join(', ');

/** The service when `revision` is complete, two tasks run and no other task is left. */
export const settled = (far: Far, revision: number) =>
  waitFor(async () => {
    const service = await read(far);
    const { deployments = [], runningCount } = service;
    const primary = deployments.find(({ status }) => status === 'PRIMARY');
    const done = primary?.rolloutState === 'COMPLETED' && primary.taskDefinition?.endsWith(`:${revision}`);
    return done && primary.runningCount === 2 && (runningCount ?? 0) >= 2 ? service : undefined;
  }, 45);

/** The service once one deployment is left, or as it is after a while. */
export async function alone(far: Far): Promise<Service> {
  const left = await waitFor(async () => {
    const service = await read(far);
    return service.deployments?.length === 1 ? service : undefined;
  }, 15);
  return left ?? (await read(far));
}

export async function tasksOf({ ecs, name }: Far, desiredStatus: 'RUNNING' | 'STOPPED'): Promise<readonly Task[]> {
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: name, serviceName: name, desiredStatus }));
  if (taskArns.length === 0) return [];
  return (await ecs.send(new DescribeTasksCommand({ cluster: name, tasks: taskArns }))).tasks ?? [];
}

export const run = (far: Far, command: readonly string[], container = 'app') =>
  far.ecs.send(
    new RunTaskCommand({
      cluster: far.name,
      taskDefinition: `${far.name}:1`,
      launchType: 'FARGATE',
      networkConfiguration: network,
      overrides: { containerOverrides: [{ name: container, command: [...command] }] },
    }),
  );

/** Digits, hex or dashes of an id in their shape. */
export const shapeOf = (id = '') => {
  if (/^\d+$/.test(id)) return 'decimal digits';
  if (/^[0-9a-f]+$/.test(id)) return `${id.length} hex digits`;
  return /^[0-9a-f-]{36}$/.test(id) ? 'a UUID with dashes' : id;
};
