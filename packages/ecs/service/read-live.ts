import type { Aws } from '#aws/client';
import type { Busy, LiveView, Part } from '#rollout/platform';
import type { Ecs } from '../client.ts';
import { lookForTaskDefinition, readTaskDefinition } from '../definition/read-task-definition.ts';
import { familyOf, labelOf, type Revision } from '../definition/task-definition.ts';
import { viewArn, viewRevision } from '../definition/view-revision.ts';
import type { EcsContext } from '../ecs-context.ts';
import { isDead, isUnproven, type ReleaseRecord, readRecord } from '../record/release-tags.ts';
import type { Undo } from '../undo.ts';
import { readServices } from './read-service.ts';
import type { ServiceChange } from './service-change.ts';
import { hasFailed, isMoving, primaryOf, type ServiceFacts, servingArn } from './service-facts.ts';

/** A service as it is now. */
export interface LiveService extends LiveView {
  readonly facts: ServiceFacts;
  /** The revision that serves. */
  readonly revision: Revision;
  /** The newest ACTIVE revision of its family, when there is any. */
  readonly newest?: Revision;
}

/** Reads what serves, for all changes at once, in their order. Throws `not-found` and `controller-unsupported`. */
export async function readLive(
  { ecs, aws, options: { release } }: EcsContext,
  changes: readonly ServiceChange[],
): Promise<readonly LiveService[]> {
  const services = await readServices(ecs, changes);
  return Promise.all(
    changes.map((change, at) => {
      const facts = services[at];
      if (facts === undefined) throw new TypeError(`service ${change.row} was read and lost`);
      return readOne(ecs, aws, release, change, facts);
    }),
  );
}

async function readOne(
  ecs: Ecs,
  aws: Aws,
  release: string,
  change: ServiceChange,
  facts: ServiceFacts,
): Promise<LiveService> {
  const arn = servingArn(facts) ?? '';
  const [revision, newest] = await Promise.all([
    readTaskDefinition(ecs, arn),
    lookForTaskDefinition(ecs, familyOf(arn)),
  ]);
  const good = await lastGood(ecs, release, facts, revision);
  const record = readRecord(revision.tags);
  const open = openRecord(aws, release, isMoving(facts), [revision, newest]);
  const busy = isMoving(facts) ? await busyWith(ecs, change, facts, [revision, newest]) : undefined;
  return {
    row: change.row,
    place: change.place,
    facts,
    revision,
    serving: viewRevision(revision),
    good: viewRevision(good),
    warnings: warningsOf(facts, change),
    ...(newest === undefined ? {} : { newest }),
    ...(open === undefined ? {} : { open }),
    ...newestRelease(record),
    ...(busy === undefined ? {} : { busy }),
  };
}

/** What serves, unless nobody ever saw it through: then what served before it. */
async function lastGood(ecs: Ecs, release: string, facts: ServiceFacts, serving: Revision): Promise<Revision> {
  const record = readRecord(serving.tags);
  const primary = primaryOf(facts);
  const failed = primary !== undefined && hasFailed(primary) && primary.taskDefinition === serving.arn;
  const foreign = isUnproven(record) && record.release !== release;
  if ((!foreign && !failed) || record.from === undefined) return serving;
  const before = await lookForTaskDefinition(ecs, record.from);
  return before?.active ? before : serving;
}

/** A release that went back to this revision came after the one that registered it. */
function newestRelease({ release, restoredBy }: ReleaseRecord): { release?: string } {
  const newest = restoredBy ?? release;
  return newest === undefined ? {} : { release: newest };
}

/**
 * A record that a dead run left open. While something moves and its time is not over, its run may well be alive; an
 * earlier attempt of our own run never is.
 */
function openRecord(
  { clock }: Aws,
  ours: string,
  moving: boolean,
  [serving, newest]: readonly [Revision, Revision | undefined],
): { release: string; what: string } | undefined {
  for (const revision of [serving, newest]) {
    if (revision === undefined) continue;
    const record = readRecord(revision.tags);
    const { release = 'unknown' } = record;
    if (record.state !== 'open' || release === ours) continue;
    if (moving && !isDead(record, ours, clock.now())) continue;
    const what = revision === serving ? 'serves and was never verified' : 'was registered and left open';
    return { release, what: `${revision.label} of release ${release} ${what}` };
  }
  return undefined;
}

/** Reads the record of what moves, since a newer release than ours may be what is under way. */
async function busyWith(
  ecs: Ecs,
  { row, place }: ServiceChange,
  facts: ServiceFacts,
  [revision, newest]: readonly [Revision, Revision | undefined],
): Promise<Busy> {
  const primary = primaryOf(facts);
  const to = primary?.taskDefinition ?? revision.arn;
  const read = [revision, newest].find((one) => one?.arn === to);
  const moving = read ?? (await lookForTaskDefinition(ecs, to));
  const undo: Undo = { v: 1, before: {}, set: { taskDefinition: to }, back: { taskDefinition: revision.arn } };
  const part: Part = {
    v: 1,
    platform: 'ecs',
    goal: 'release',
    row,
    place,
    to: moving === undefined ? viewArn(to) : viewRevision(moving),
    from: viewRevision(revision),
    startedAt: Math.round((primary?.createdAt ?? 0) * 1000),
    undo,
    ...(primary === undefined ? {} : { id: primary.id }),
  };
  return {
    part,
    by: `the deployment of ${labelOf(to)} (${primary?.id ?? 'unknown'})`,
    ...(moving === undefined ? {} : newestRelease(readRecord(moving.tags))),
  };
}

function warningsOf(facts: ServiceFacts, change: ServiceChange): readonly string[] {
  const { serviceName, schedulingStrategy, desiredCount } = facts;
  const daemon = schedulingStrategy === 'DAEMON';
  const count = change.desiredCount ?? desiredCount;
  return [
    ...(daemon && change.desiredCount !== undefined
      ? [`${serviceName} is a DAEMON service: desired-count does not apply and is left out`]
      : []),
    ...(!daemon && count === 0 ? [`${serviceName} wants 0 tasks: a deployment proves nothing`] : []),
  ];
}
