import type { RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import type { TaskDefinition } from './model.ts';
import { isFargate } from './validate-task-definition.ts';

/** The definition as AWS describes it: what was registered, unknown members included, and what only AWS writes. */
export function taskDefinitionShape(definition: TaskDefinition) {
  const { tags: _, ...registered } = definition.raw;
  return {
    ...registered,
    containerDefinitions: definition.containers,
    volumes: registered.volumes ?? [],
    placementConstraints: registered.placementConstraints ?? [],
    ...networkMode(registered),
    taskDefinitionArn: definition.arn,
    revision: definition.revision,
    status: definition.status,
    requiresAttributes: attributes(registered),
    compatibilities: isFargate(registered) ? ['EC2', 'FARGATE'] : ['EXTERNAL', 'EC2'],
    registeredAt: new Date(definition.registeredAt),
    registeredBy: definition.registeredBy,
    ...(definition.deregisteredAt === undefined ? {} : { deregisteredAt: new Date(definition.deregisteredAt) }),
  };
}

const networkMode = (registered: RegisterTaskDefinitionRequest) =>
  registered.networkMode === undefined && isFargate(registered) ? { networkMode: 'awsvpc' } : {};

function attributes(registered: RegisterTaskDefinitionRequest) {
  const names = ['com.amazonaws.ecs.capability.docker-remote-api.1.18'];
  if (isFargate(registered)) names.push('ecs.capability.task-eni');
  if (registered.executionRoleArn !== undefined) names.push('ecs.capability.execution-role-awslogs');
  if (registered.taskRoleArn !== undefined) names.push('com.amazonaws.ecs.capability.task-iam-role');
  return names.map((name) => ({ name }));
}
