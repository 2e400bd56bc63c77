import type { Definition } from '../definition/task-definition.ts';

/** The roles that a task definition names, ARNs as a rule: the application's, and the one that pulls and reads secrets. */
export function rolesOf(definition: Definition): readonly string[] {
  const { taskRoleArn, executionRoleArn } = definition as { taskRoleArn?: string; executionRoleArn?: string };
  return [...new Set([taskRoleArn, executionRoleArn])].filter((role) => role !== undefined && role !== '') as string[];
}
