import { limitTime } from '#base/limit-time';
import type { RecordedEnd } from '#rollout/platform';
import { lookForTaskDefinition } from '../definition/read-task-definition.ts';
import type { EcsContext } from '../ecs-context.ts';
import { commitOfImage } from './commit-of-image.ts';
import { type ReleaseRecord, readRecord } from './release-tags.ts';
import { setRecord, type TagChange, tagRevision } from './tag-revision.ts';

/** Milliseconds: the record is also written after a cancel, when the run's own signal has aborted. */
const patience = 15_000;

/** Writes how each part ended on its revisions (contract, section 3). Never throws: what cannot be written is a warning. */
export async function recordRelease(context: EcsContext, ends: readonly RecordedEnd[]): Promise<void> {
  const { signal, stop } = limitTime(context.aws.clock, patience);
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
  stop();
}

/**
 * A revision of another release keeps its record: of one that a later step has followed, only the end is written; of
 * one that served before itself and was started again, only a good end.
 */
async function recordReleased(context: EcsContext, end: RecordedEnd, signal: AbortSignal): Promise<void> {
  const { options, ecs } = context;
  const { part, verdict } = end;
  const revision = await lookForTaskDefinition(ecs, part.to.id, { signal });
  if (revision === undefined || verdict === 'unchanged') return;
  const record = readRecord(revision.tags);
  const ours = record.release === options.release;
  const itself = part.to.id === part.from.id;
  if (!ours && (itself ? verdict !== 'succeeded' : record.release === undefined)) return;
  const change = verdict === 'succeeded' ? proven(context, end, ours || itself ? record : undefined) : ended(end);
  await tagRevision(context, part.to.id, change, { signal });
}

/** `before`: the record that becomes ours; absent: it belongs to another release. */
function proven({ options }: EcsContext, end: RecordedEnd, before: ReleaseRecord | undefined): TagChange {
  const { release, commit, repository } = options;
  const { part, verdict, schema } = end;
  const from = before?.from ?? (part.from.label === part.to.label ? undefined : part.from.label);
  const own = {
    release,
    ...(from === undefined ? {} : { from }),
    ...commitOfImage(before?.imageTag, commit),
    ...(repository === undefined ? {} : { repository }),
  };
  return setRecord(
    { ...(before === undefined ? {} : own), state: verdict, ...(schema === undefined ? {} : { schema }) },
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
  if (verdict !== 'succeeded' || part.from.id === part.to.id) return;
  const by = rolledBackBy ?? context.options.release;
  await Promise.all([
    tagRevision(context, part.from.id, setRecord({ rolledBack: by }, 'deadline'), { signal }),
    tagRevision(context, part.to.id, setRecord({ restoredBy: by, state: 'succeeded' }, 'rolledBack', 'deadline'), {
      signal,
    }),
  ]);
}
