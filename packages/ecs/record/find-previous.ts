import { missingImage } from '../definition/missing-image.ts';
import { lookForTaskDefinition } from '../definition/read-task-definition.ts';
import type { Revision } from '../definition/task-definition.ts';
import type { EcsContext } from '../ecs-context.ts';
import type { LiveService } from '../service/read-live.ts';
import { readHistory, servedBefore } from './read-history.ts';
import { isSound, readRecord } from './release-tags.ts';

/** Steps back at most: a family with more bad releases in a row needs a person to choose. */
const mostSteps = 50;

/**
 * The release before the one that serves: `from` of its record, and on from there past every release that was rolled
 * back from, did not succeed, or cannot run any more. Where the records end, the service's own history goes on, and
 * that is said. `undefined` when there is nothing.
 */
export async function findPrevious(context: EcsContext, live: LiveService): Promise<Revision | undefined> {
  const seen = new Set([live.revision.label]);
  const recorded = await followRecords(context, live.revision, seen);
  if (recorded !== undefined) return recorded;
  const history = await readHistory(context.ecs, live);
  for (const arn of servedBefore(history, live.revision.arn)) {
    const revision = await lookForTaskDefinition(context.ecs, arn);
    if (revision === undefined || seen.has(revision.label) || !(await isUsable(context, revision))) continue;
    context.aws.log.warn(
      `${live.row}: no record says what served before ${live.revision.label}; ${revision.label} is the last other revision in the service's own history`,
    );
    return revision;
  }
  return undefined;
}

async function followRecords(context: EcsContext, serving: Revision, seen: Set<string>): Promise<Revision | undefined> {
  let { from } = readRecord(serving.tags);
  for (let steps = 0; from !== undefined && !seen.has(from) && steps < mostSteps; steps++) {
    seen.add(from);
    const revision = await lookForTaskDefinition(context.ecs, from);
    if (revision === undefined) return undefined;
    if (await isUsable(context, revision)) return revision;
    from = readRecord(revision.tags).from;
  }
  return undefined;
}

async function isUsable({ aws }: EcsContext, revision: Revision): Promise<boolean> {
  return revision.active && isSound(readRecord(revision.tags)) && (await missingImage(aws, revision)) === undefined;
}
