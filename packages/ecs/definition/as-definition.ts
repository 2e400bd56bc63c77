import { InputProblem } from '#base/input-kinds';
import type { Definition } from './task-definition.ts';

/**
 * Holds a definition against what this code relies on, and returns the very object: everything else passes through
 * untouched. Throws `InputProblem` that names each member that is wrong.
 */
export function asDefinition(value: unknown): Definition {
  const { family, containerDefinitions: containers } = membersOf(value);
  const problems = typeof family === 'string' ? [] : ['family: is not a text'];
  if (!Array.isArray(containers) || containers.length === 0) problems.push('containerDefinitions: has no container');
  else problems.push(...containers.flatMap(problemsOfContainer));
  if (problems.length > 0) throw new InputProblem(problems.join('; '));
  return value as Definition;
}

function problemsOfContainer(container: unknown, at: number): string[] {
  const members = membersOf(container);
  return ['name', 'image']
    .filter((name) => typeof members[name] !== 'string')
    .map((name) => `containerDefinitions.${at}.${name}: is not a text`);
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
