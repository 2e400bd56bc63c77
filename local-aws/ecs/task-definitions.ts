import type {
  ContainerDefinition,
  DeregisterTaskDefinitionRequest,
  DescribeTaskDefinitionRequest,
  ListTaskDefinitionsRequest,
  RegisterTaskDefinitionRequest,
} from '@aws-sdk/client-ecs';
import { AwsFault, type Call } from '../service.ts';
import { error } from '../texts.ts';
import { arnOf, lookUpDefinition } from './find-resources.ts';
import type { Ecs, TaskDefinition } from './model.ts';
import { page } from './page.ts';
import { setTags, tagsWhen } from './tags.ts';
import { taskDefinitionShape } from './task-definition-shape.ts';
import { validateTaskDefinition } from './validate-task-definition.ts';

/** Registers the next revision of the family, whatever it contains: the same content makes a new one, too. */
export function registerTaskDefinition(ecs: Ecs, input: RegisterTaskDefinitionRequest, call: Call) {
  validateTaskDefinition(input, Buffer.byteLength(call.raw));
  const family = input.family ?? '';
  const revisions = ecs.families.get(family) ?? [];
  const revision = revisions.length + 1;
  const definition: TaskDefinition = {
    arn: arnOf(ecs, `task-definition/${family}:${revision}`),
    family,
    revision,
    raw: input,
    containers: (input.containerDefinitions ?? []).map(withDefaults),
    registeredAt: ecs.world.clock.now(),
    registeredBy: `arn:aws:sts::${ecs.world.account}:assumed-role/deployer/${call.accessKey || 'local'}`,
    status: 'ACTIVE',
  };
  ecs.families.set(family, [...revisions, definition]);
  setTags(ecs, definition.arn, input.tags);
  return { taskDefinition: taskDefinitionShape(definition), ...(input.tags === undefined ? {} : { tags: input.tags }) };
}

/** AWS answers these members of a container even when they were not registered. */
const withDefaults = (container: ContainerDefinition): ContainerDefinition => ({
  cpu: 0,
  portMappings: [],
  essential: true,
  environment: [],
  mountPoints: [],
  volumesFrom: [],
  systemControls: [],
  ...container,
});

export function describeTaskDefinition(ecs: Ecs, input: DescribeTaskDefinitionRequest) {
  const definition = lookUpDefinition(ecs, input.taskDefinition ?? '');
  if (definition === undefined) throw new AwsFault('ClientException', error.definitionUndescribed);
  return { taskDefinition: taskDefinitionShape(definition), ...tagsWhen(ecs, definition.arn, input.include) };
}

/** Wants `family:revision` or an ARN, as AWS does. */
export function deregisterTaskDefinition(ecs: Ecs, input: DeregisterTaskDefinitionRequest) {
  const reference = input.taskDefinition ?? '';
  const definition = /:\d+$/.test(reference) ? lookUpDefinition(ecs, reference) : undefined;
  if (definition === undefined) throw new AwsFault('ClientException', error.definitionMissing);
  definition.status = 'INACTIVE';
  definition.deregisteredAt ??= ecs.world.clock.now();
  return { taskDefinition: taskDefinitionShape(definition) };
}

/** `familyPrefix` is the whole name of a family, in spite of its name. */
export function listTaskDefinitions(ecs: Ecs, input: ListTaskDefinitionsRequest) {
  const families = input.familyPrefix === undefined ? [...ecs.families.keys()].sort() : [input.familyPrefix];
  const status = input.status ?? 'ACTIVE';
  const all = families
    .flatMap((family) => ecs.families.get(family) ?? [])
    .filter((definition) => definition.status === status)
    .map((definition) => definition.arn);
  const { items, ...next } = page(input.sort === 'DESC' ? all.reverse() : all, input, 100);
  return { taskDefinitionArns: items, ...next };
}
