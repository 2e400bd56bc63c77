import type { Ecs } from '../client.ts';
import { lookForTaskDefinition } from './read-task-definition.ts';
import type { Revision } from './task-definition.ts';

/** Revisions read at once: DescribeTaskDefinition takes one a call. */
const atOnce = 10;

/** ACTIVE revisions of a family, newest first, read a few at a time, at most `most`. */
export async function* listRevisions(ecs: Ecs, family: string, most = 100): AsyncGenerator<Revision> {
  const { taskDefinitionArns = [] } = await ecs.call('ListTaskDefinitions', {
    familyPrefix: family,
    sort: 'DESC',
    status: 'ACTIVE',
    maxResults: most,
  });
  // The API reference calls it the full name of the family and a beginning of it (docs/referee.md).
  const arns = taskDefinitionArns.filter((arn) => arn.includes(`/${family}:`));
  for (let at = 0; at < arns.length; at += atOnce) {
    const some = await Promise.all(arns.slice(at, at + atOnce).map((arn) => lookForTaskDefinition(ecs, arn)));
    for (const revision of some) if (revision !== undefined) yield revision;
  }
}
