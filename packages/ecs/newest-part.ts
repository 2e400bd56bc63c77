import type { Aws } from '#aws/client';
import type { Part } from '#rollout/platform';
import type { Ecs } from './client.ts';
import type { LiveService } from './read-live.ts';
import { lookForTaskDefinition, readTaskDefinition } from './read-task-definition.ts';
import { readRecord } from './release-tags.ts';
import { primaryOf } from './service-facts.ts';
import type { Undo } from './undo.ts';
import { viewRevision } from './view-revision.ts';

/**
 * The newest rollout of a service as a part that can be followed and put back, whoever started it, moving or done.
 * `from` is what its record says served before, else what serves. Throws `AwsError`.
 */
export async function newestPart(ecs: Ecs, { clock }: Aws, live: LiveService): Promise<Part> {
  const primary = primaryOf(live.facts);
  const to = await readTaskDefinition(ecs, primary?.taskDefinition ?? live.revision.arn);
  const { from: recorded } = readRecord(to.tags);
  const before = recorded === undefined ? undefined : await lookForTaskDefinition(ecs, recorded);
  const from = before ?? live.revision;
  const undo: Undo = {
    v: 1,
    before: {},
    set: { taskDefinition: to.arn },
    back: { taskDefinition: from.arn },
  };
  return {
    v: 1,
    platform: 'ecs',
    goal: 'release',
    row: live.row,
    place: live.place,
    to: viewRevision(to),
    from: viewRevision(from),
    startedAt: primary?.createdAt === undefined ? clock.now() : Math.round(primary.createdAt * 1_000),
    undo,
    ...(primary === undefined ? {} : { id: primary.id }),
  };
}
