import { parseImage } from '#aws/image-reference';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import { listRevisions } from '../definition/list-revisions.ts';
import { missingImage } from '../definition/missing-image.ts';
import { lookForTaskDefinition } from '../definition/read-task-definition.ts';
import { numberOf, type Revision } from '../definition/task-definition.ts';
import type { EcsContext } from '../ecs-context.ts';
import type { LiveService } from '../service/read-live.ts';
import { findPrevious } from './find-previous.ts';
import { parseTarget, type Target } from './parse-target.ts';
import { readHistory } from './read-history.ts';
import { isSound, type ReleaseRecord, readRecord } from './release-tags.ts';

/**
 * The revision that `to` means (contract, section 3): ACTIVE, its images still there. Reads only. Throws
 * `invalid-input`, and `rollback-target-missing` with the candidates listed.
 */
export async function findRevision(context: EcsContext, live: LiveService, to: string): Promise<Revision> {
  const target = parseTarget(to);
  const found = await lookFor(context, live, target);
  if (found === undefined) throw await targetMissing(context, live, notFound(live, target));
  if (!found.active) throw await targetMissing(context, live, `${found.label} is not ACTIVE any more`);
  const missing = await missingImage(context.aws, found);
  if (missing !== undefined) throw await targetMissing(context, live, missing);
  const { rolledBack } = readRecord(found.tags);
  if (rolledBack !== undefined) {
    context.aws.log.warn(
      `${found.label} was rolled back from before (by release ${rolledBack}); it is taken because "${to}" names it`,
    );
  }
  return found;
}

async function lookFor(context: EcsContext, live: LiveService, target: Target): Promise<Revision | undefined> {
  const { ecs } = context;
  const { family } = live.revision.definition;
  switch (target.kind) {
    case 'previous':
      return findPrevious(context, live);
    case 'last-success':
      return lastSuccess(context, live);
    case 'n-1':
      return first(context, family, ({ arn }) => numberOf(arn) < numberOf(live.revision.arn));
    case 'revision':
      return lookForTaskDefinition(ecs, `${family}:${target.number}`);
    case 'sha':
      return preferSound(context, family, (record, revision) => isOfCommit(record, revision, target.prefix));
    case 'release':
      return preferSound(
        context,
        family,
        ({ release, restoredBy }) => release === target.id || restoredBy === target.id,
      );
    case 'definition':
      return lookForTaskDefinition(ecs, target.name);
  }
}

async function first(
  { ecs }: EcsContext,
  family: string,
  fits: (revision: Revision) => boolean,
): Promise<Revision | undefined> {
  for await (const revision of listRevisions(ecs, family)) if (fits(revision)) return revision;
  return undefined;
}

/** The newest that fits, but one that was rolled back from or never proved itself only when there is no other. */
async function preferSound(
  context: EcsContext,
  family: string,
  fits: (record: ReleaseRecord, revision: Revision) => boolean,
): Promise<Revision | undefined> {
  let other: Revision | undefined;
  for await (const revision of listRevisions(context.ecs, family)) {
    const record = readRecord(revision.tags);
    if (!fits(record, revision)) continue;
    if (isSound(record)) return revision;
    other ??= revision;
  }
  return other;
}

/** By the recorded commit; by the image's tag where nothing was recorded, since many teams tag images by commit. */
function isOfCommit({ commit, imageTag }: ReleaseRecord, { definition }: Revision, prefix: string): boolean {
  if (commit !== undefined) return commit.toLowerCase().startsWith(prefix);
  const tags = definition.containerDefinitions.map(({ image }) => parseImage(image).tag);
  return [imageTag, ...tags].some((tag) => tag?.toLowerCase().startsWith(prefix));
}

/** The newest release that is recorded as succeeded, besides the one that serves; without records, the history's. */
async function lastSuccess(context: EcsContext, live: LiveService): Promise<Revision | undefined> {
  const recorded = await first(context, live.revision.definition.family, ({ arn, tags }) => {
    const record = readRecord(tags);
    return arn !== live.revision.arn && record.state === 'succeeded' && isSound(record);
  });
  if (recorded !== undefined) return recorded;
  for (const { status, taskDefinition } of await readHistory(context.ecs, live)) {
    if (status !== 'SUCCESSFUL' || taskDefinition === live.revision.arn) continue;
    const revision = await lookForTaskDefinition(context.ecs, taskDefinition);
    if (revision?.active && isSound(readRecord(revision.tags))) return revision;
  }
  return undefined;
}

/** What was looked for, and where. */
function notFound({ revision, row }: LiveService, target: Target): string {
  const { family } = revision.definition;
  switch (target.kind) {
    case 'previous':
      return `neither the records on family ${family} nor the history of service ${row} name a sound release before ${revision.label}`;
    case 'last-success':
      return `neither the records on family ${family} nor the history of service ${row} name another release that succeeded`;
    case 'n-1':
      return `family ${family} has no ACTIVE revision before ${revision.label}`;
    case 'revision':
      return `family ${family} has no revision ${target.number}`;
    case 'sha':
      return `no ACTIVE revision of family ${family} has a record or an image tag of commit ${target.prefix}`;
    case 'release':
      return `no ACTIVE revision of family ${family} has a record of release ${target.id}`;
    case 'definition':
      return `there is no task definition ${target.name}`;
  }
}

/** Candidates shown to a user who has to choose. */
const shown = 10;

async function targetMissing(context: EcsContext, live: LiveService, why: string): Promise<Failure> {
  const candidates: string[] = [];
  for await (const revision of listRevisions(context.ecs, live.revision.definition.family, shown)) {
    if (revision.arn !== live.revision.arn) candidates.push(describeCandidate(revision));
  }
  const list = candidates.length === 0 ? ['there is no other ACTIVE revision'] : candidates;
  return new Failure(
    diagnosis('rollback-target-missing', {
      what: `${why}, so ${live.row} stays as it is`,
      where: `service ${live.row}`,
      evidence: list,
      fix:
        candidates.length === 0
          ? `Deploy a release of ${live.row} that is known to be good.`
          : `Set to: revision:<number> with one of the revisions listed (${live.row}).`,
    }),
  );
}

function describeCandidate({ label, definition, tags }: Revision): string {
  const { commit, state, rolledBack } = readRecord(tags);
  const images = definition.containerDefinitions.map(({ name, image }) => `${name} ${image}`).join(', ');
  const facts = [state, commit && `commit ${commit.slice(0, 12)}`, rolledBack && 'rolled back from', images];
  return `${label}: ${facts.filter(Boolean).join(' · ')}`;
}
