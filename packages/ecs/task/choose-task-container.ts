import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { ContainerFacts } from '../diagnose/failing-container.ts';

/** The named container, else the only essential one. Throws `invalid-input` naming the containers there are. */
export function chooseTaskContainer(
  containers: readonly ContainerFacts[],
  name: string | undefined,
  revision: string,
): ContainerFacts {
  const essential = containers.filter((container) => container.essential);
  const found =
    name === undefined
      ? essential.length === 1
        ? essential[0]
        : undefined
      : containers.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = containers.map((container) => container.name).join(', ');
  throw new Failure(
    diagnosis('invalid-input', {
      what:
        name === undefined
          ? `${revision} has ${essential.length} essential containers`
          : `${revision} has no container ${name}`,
      where: 'container-name',
      evidence: containers.map((container) => `container ${container.name}: ${container.image}`),
      fix: `Set container-name to one of: ${names}.`,
    }),
  );
}
