import { AwsError } from '#aws/aws-error';
import type { CallOptions } from '#aws/client';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Ecs } from '../client.ts';
import { tagsOf } from '../record/release-tags.ts';
import { asDefinition } from './as-definition.ts';
import { labelOf, type Revision } from './task-definition.ts';

/**
 * Reads a revision as raw JSON with its tags, so that nothing is lost. `name`: an ARN, `family:revision`, or a family
 * for its newest ACTIVE revision. Throws `not-found` when there is none.
 */
export async function readTaskDefinition(ecs: Ecs, name: string, options: CallOptions = {}): Promise<Revision> {
  try {
    return await describe(ecs, name, options);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new Failure(
      diagnosis('not-found', {
        what: `there is no task definition ${labelOf(name)}`,
        where: `task definition ${labelOf(name)}`,
        evidence: [`${error.operation}: ${error.code}: ${error.message}`],
        fix: `Correct the name, or register ${labelOf(name)} first.`,
      }),
      { cause: error },
    );
  }
}

/** The same, `undefined` when there is none. */
export async function lookForTaskDefinition(
  ecs: Ecs,
  name: string,
  options: CallOptions = {},
): Promise<Revision | undefined> {
  try {
    return await describe(ecs, name, options);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function describe(ecs: Ecs, name: string, options: CallOptions): Promise<Revision> {
  const answer = await ecs.callRaw('DescribeTaskDefinition', { taskDefinition: name, include: ['TAGS'] }, options);
  return revisionOf(answer);
}

/** The revision in an answer of DescribeTaskDefinition or RegisterTaskDefinition. */
export function revisionOf(answer: Readonly<Record<string, unknown>>): Revision {
  const definition = asDefinition(answer.taskDefinition);
  const arn = String(definition.taskDefinitionArn);
  return {
    arn,
    label: labelOf(arn),
    active: definition.status !== 'INACTIVE' && definition.status !== 'DELETE_IN_PROGRESS',
    definition,
    tags: tagsOf(answer.tags),
  };
}

/** ECS has no error code of its own for this: `ClientException: Unable to describe task definition.` */
const isMissing = (error: unknown): error is AwsError =>
  error instanceof AwsError && error.kind === 'rejected' && /unable to describe|not found/i.test(error.message);
