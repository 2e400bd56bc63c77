import type { Aws } from '#aws/client';
import type { Part } from '#rollout/platform';
import type { Ecs } from '../client.ts';
import { lookForTaskDefinition, readTaskDefinition } from '../definition/read-task-definition.ts';
import type { Revision } from '../definition/task-definition.ts';
import { viewRevision } from '../definition/view-revision.ts';
import { type PastDeployment, readHistory } from '../record/read-history.ts';
import { readRecord } from '../record/release-tags.ts';
import type { LiveService } from '../service/read-live.ts';
import { primaryOf } from '../service/service-facts.ts';
import type { Undo } from '../undo.ts';

/**
 * The newest rollout of a service as a part that can be followed and put back, whoever started it, moving or done: also
 * one that ECS has given up and is taking back, or has taken back already when it was that of `release`. `from` is what
 * its record says served before, else what serves. Throws `AwsError`.
 */
export async function newestPart(
  ecs: Ecs,
  { clock }: Aws,
  live: LiveService,
  release: string | undefined,
): Promise<Part> {
  const primary = primaryOf(live.facts);
  const lost = await givenUp(ecs, live, release);
  const to = lost?.revision ?? (await readTaskDefinition(ecs, primary?.taskDefinition ?? live.revision.arn));
  const { from: recorded } = readRecord(to.tags);
  const before = recorded === undefined ? undefined : await lookForTaskDefinition(ecs, recorded);
  const from = before ?? live.revision;
  const undo: Undo = {
    v: 1,
    before: {},
    set: { taskDefinition: to.arn },
    back: { taskDefinition: from.arn },
  };
  const createdAt = primary?.createdAt === undefined ? clock.now() : Math.round(primary.createdAt * 1_000);
  return {
    v: 1,
    platform: 'ecs',
    goal: 'release',
    row: live.row,
    place: live.place,
    to: viewRevision(to),
    from: viewRevision(from),
    startedAt: lost?.past.createdAt ?? createdAt,
    undo,
    ...(primary === undefined ? {} : { id: primary.id }),
    ...(lost === undefined ? {} : { id: `ecs-svc/${lost.past.digits}`, rollout: lost.past.arn }),
  };
}

/** While ECS goes back, the primary deployment is the old one again: only the history names the one that was given up. */
async function givenUp(
  ecs: Ecs,
  live: LiveService,
  release: string | undefined,
): Promise<{ past: PastDeployment; revision: Revision } | undefined> {
  const [past] = await readHistory(ecs, live, { most: 5 });
  if (past === undefined || !past.status.startsWith('ROLLBACK_')) return undefined;
  const isOver = past.status === 'ROLLBACK_SUCCESSFUL' || past.status === 'ROLLBACK_FAILED';
  if (isOver && release === undefined) return undefined;
  const revision = await readTaskDefinition(ecs, past.taskDefinition);
  return isOver && readRecord(revision.tags).release !== release ? undefined : { past, revision };
}
