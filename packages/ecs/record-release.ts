import type { RecordedEnd } from '#rollout/platform';
import type { EcsContext } from './ecs-context.ts';
import { lookForTaskDefinition } from './read-task-definition.ts';
import { type ReleaseRecord, readRecord } from './release-tags.ts';
import { setRecord, type TagChange, tagRevision } from './tag-revision.ts';

const green: ReadonlySet<string> = new Set(['succeeded', 'started']);
/** Real milliseconds: the record is also written after a cancel, when the run's own signal has aborted. */
const patience = 15_000;

/** Writes how each part ended on its revisions (contract, section 3). Never throws: what cannot be written is a warning. */
export async function recordRelease(context: EcsContext, ends: readonly RecordedEnd[]): Promise<void> {
  const signal = AbortSignal.timeout(patience);
  await Promise.all(
    ends.map(async (end) => {
      try {
        if (end.part.goal === 'release') await recordReleased(context, end, signal);
        else await recordRestored(context, end, signal);
      } catch (error) {
        const said = Error.isError(error) ? error.message : String(error);
        context.aws.log.warn(`the record on ${end.part.to.label} could not be written: ${said}`);
      }
    }),
  );
}

/** A revision that was not claimed by this release keeps its record, unless this release proved it. */
async function recordReleased(context: EcsContext, end: RecordedEnd, signal: AbortSignal): Promise<void> {
  const { options, ecs } = context;
  const { part, verdict } = end;
  const good = green.has(verdict);
  const revision = await lookForTaskDefinition(ecs, part.to.id, { signal });
  if (revision === undefined) return;
  const record = readRecord(revision.tags);
  if (verdict === 'unchanged' || (!good && record.release !== options.release)) return;
  await tagRevision(context, part.to.id, good ? proven(context, end, record) : ended(end), { signal });
}

function proven({ options }: EcsContext, { part, verdict, schema }: RecordedEnd, before: ReleaseRecord): TagChange {
  const { release, commit, repository } = options;
  const { label } = part.from;
  const from = label === part.to.label ? before.from : label;
  return setRecord(
    {
      release,
      state: verdict,
      ...(from === undefined ? {} : { from }),
      ...(commit === undefined ? {} : { commit }),
      ...(repository === undefined ? {} : { repository }),
      ...(schema === undefined ? {} : { schema }),
    },
    'rolledBack',
    'restoredBy',
    'deadline',
  );
}

function ended({ part, verdict, schema, rolledBackBy }: RecordedEnd): TagChange {
  const itself = part.to.id === part.from.id;
  return setRecord(
    {
      state: verdict,
      ...(schema === undefined ? {} : { schema }),
      ...(rolledBackBy === undefined || itself ? {} : { rolledBack: rolledBackBy }),
    },
    'deadline',
  );
}

/** What was left is marked as rolled back; what serves again keeps its own history, so that the next way back goes on. */
async function recordRestored(
  context: EcsContext,
  { part, verdict, rolledBackBy }: RecordedEnd,
  signal: AbortSignal,
): Promise<void> {
  if (!green.has(verdict) && verdict !== 'rolled-back') return;
  if (part.from.id === part.to.id) return;
  const by = rolledBackBy ?? context.options.release;
  await Promise.all([
    tagRevision(context, part.from.id, setRecord({ rolledBack: by }, 'deadline'), { signal }),
    tagRevision(context, part.to.id, setRecord({ restoredBy: by, state: 'succeeded' }, 'rolledBack', 'deadline'), {
      signal,
    }),
  ]);
}
