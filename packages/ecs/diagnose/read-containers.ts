import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { CallOptions } from '#aws/client';
import type { Ecs } from '../client.ts';
import type { ContainerFacts } from './failing-container.ts';

/** The containers of a revision as far as a diagnosis needs them. Throws `AwsError`. */
export async function readContainers(
  ecs: Ecs,
  taskDefinition: string,
  options: CallOptions = {},
): Promise<readonly ContainerFacts[]> {
  const answer = await ecs.call('DescribeTaskDefinition', { taskDefinition }, options);
  return (answer.taskDefinition?.containerDefinitions ?? []).map(containerFacts);
}

function containerFacts(container: ContainerDefinition): ContainerFacts {
  const { name = '', image = '', essential = true, secrets = [], environment = [], logConfiguration: log } = container;
  const { 'awslogs-group': group, 'awslogs-stream-prefix': prefix } = log?.options ?? {};
  return {
    name,
    image,
    essential,
    variables: environment.map((variable) => variable.name ?? ''),
    secrets: Object.fromEntries(secrets.map((secret) => [secret.name ?? '', secret.valueFrom ?? ''])),
    ...(log?.logDriver === undefined
      ? {}
      : {
          log: {
            driver: log.logDriver,
            ...(group === undefined ? {} : { group }),
            ...(prefix === undefined ? {} : { prefix }),
          },
        }),
  };
}
