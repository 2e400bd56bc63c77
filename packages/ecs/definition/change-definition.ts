import type { RawJson } from '#aws/raw-json';
import { chooseContainer } from './choose-container.ts';
import { type Container, type Definition, registrable, type Secret, type Variable } from './task-definition.ts';

/** What a user wants different in a task definition; absent means unchanged. */
export interface DefinitionPatch {
  /** A full reference. */
  readonly image?: string;
  readonly containerName?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Name → `valueFrom`. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly cpu?: string;
  readonly memory?: string;
  readonly taskRoleArn?: string;
  readonly executionRoleArn?: string;
}

/**
 * A copy of `definition` with the patch applied, ready to register: read-only members are gone, all else stays as it
 * is, also members that nobody knows. Throws `invalid-input` when the container cannot be told or the result is larger
 * than AWS takes.
 */
export function changeDefinition(definition: Definition, patch: DefinitionPatch): Definition {
  const copy = registrable(structuredClone(definition));
  const task = Object.fromEntries(
    (['cpu', 'memory', 'taskRoleArn', 'executionRoleArn'] as const).flatMap((member) =>
      patch[member] === undefined ? [] : [[member, patch[member]]],
    ),
  );
  const containers = touchesContainer(patch) ? changeContainers(copy, patch) : copy.containerDefinitions;
  return { ...copy, ...task, containerDefinitions: containers };
}

const touchesContainer = ({ image, environment, secrets, command, containerName }: DefinitionPatch): boolean =>
  [image, environment, secrets, command, containerName].some((part) => part !== undefined);

function changeContainers(definition: Definition, patch: DefinitionPatch): readonly Container[] {
  const chosen = chooseContainer(definition, patch.containerName, patch.image).name;
  return definition.containerDefinitions.map((container) =>
    container.name === chosen ? changeContainer(container, patch) : container,
  );
}

function changeContainer(container: Container, patch: DefinitionPatch): Container {
  const { image, command, environment = {}, secrets = {} } = patch;
  return {
    ...container,
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    ...named(container, 'environment', asVariables(environment), Object.keys(secrets)),
    ...named(container, 'secrets', asSecrets(secrets), Object.keys(environment)),
  };
}

const asVariables = (values: Readonly<Record<string, string>>): readonly Variable[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

const asSecrets = (values: Readonly<Record<string, string>>): readonly Secret[] =>
  Object.entries(values).map(([name, valueFrom]) => ({ name, valueFrom }));

/**
 * Sets entries by name, in their old places, new ones at the end; takes out those that move to the other list (ECS
 * refuses a name that is in both).
 */
function named(
  container: Container,
  member: 'environment' | 'secrets',
  set: readonly (Variable | Secret)[],
  moved: readonly string[],
): RawJson {
  const before: readonly (Variable | Secret)[] = container[member] ?? [];
  if (set.length === 0 && !before.some(({ name }) => moved.includes(name))) return {};
  const replaced = before
    .filter(({ name }) => !moved.includes(name))
    .map((entry) => set.find(({ name }) => name === entry.name) ?? entry);
  const added = set.filter(({ name }) => !before.some((entry) => entry.name === name));
  return { [member]: [...replaced, ...added] };
}
