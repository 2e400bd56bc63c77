import { parseImage, repositoryWord } from '#aws/image-reference';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Container, Definition } from './task-definition.ts';

/**
 * The container that a change concerns: the named one, else the only essential one, else the one whose image has the
 * repository of `image`. Throws `invalid-input` listing the containers.
 */
export function chooseContainer(definition: Definition, name: string | undefined, image?: string): Container {
  const { containerDefinitions: containers } = definition;
  if (name !== undefined) {
    return containers.find((container) => container.name === name) ?? undecided(definition, `has no container ${name}`);
  }
  const essential = containers.filter((container) => container.essential !== false);
  if (essential.length === 1 && essential[0] !== undefined) return essential[0];
  const matching = image === undefined ? [] : matchingContainers(containers, image);
  if (matching.length === 1 && matching[0] !== undefined) return matching[0];
  return undecided(definition, `has ${essential.length} essential containers, and it is not said which one is meant`);
}

function matchingContainers(containers: readonly Container[], image: string): readonly Container[] {
  const wanted = parseImage(image);
  const exact = containers.filter((container) => parseImage(container.image).name === wanted.name);
  if (exact.length > 0) return exact;
  return containers.filter((container) => repositoryWord(parseImage(container.image)) === repositoryWord(wanted));
}

function undecided(definition: Definition, problem: string): never {
  const names = definition.containerDefinitions.map(({ name, image }) => `container ${name}: ${image}`);
  throw new Failure(
    diagnosis('invalid-input', {
      what: `the task definition ${definition.family} ${problem}`,
      where: `container-name (task definition ${definition.family})`,
      evidence: names,
      fix: `Set container-name to one of: ${definition.containerDefinitions.map(({ name }) => name).join(', ')}.`,
    }),
  );
}
