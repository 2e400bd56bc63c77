import { AwsError } from '#aws/aws-error';
import type { Revision } from '../definition/task-definition.ts';
import type { EcsContext } from '../ecs-context.ts';
import type { LiveService } from '../service/read-live.ts';
import { startedByOf } from '../task/task-spec.ts';
import { type PastDeployment, readHistory } from './read-history.ts';
import { isDead, readRecord } from './release-tags.ts';
import { setRecord, tagRevision } from './tag-revision.ts';

/**
 * Closes what a dead run left open on a service: the record gets its true end as far as the history tells, one-off
 * tasks of that release are stopped once its run cannot be alive any more. Returns a line for each thing done.
 */
export async function reconcileService(context: EcsContext, live: LiveService): Promise<readonly string[]> {
  if (live.open === undefined) return [];
  const { aws, options } = context;
  const lines: string[] = [];
  for (const revision of distinct([live.revision, live.newest])) {
    const record = readRecord(revision.tags);
    if (record.state !== 'open' || record.release === options.release) continue;
    const state = trueEnd(revision, live, await readHistory(context.ecs, live));
    await tagRevision(context, revision.arn, setRecord({ state }, 'deadline'));
    lines.push(`${revision.label} was left open by release ${record.release ?? 'unknown'}: recorded as ${state}`);
    if (record.release !== undefined && isDead(record, options.release, aws.clock.now())) {
      lines.push(...(await stopLeftTasks(context, live.place, record.release)));
    }
  }
  return lines;
}

const distinct = (revisions: readonly (Revision | undefined)[]): readonly Revision[] => [
  ...new Map(revisions.flatMap((revision) => (revision === undefined ? [] : [[revision.arn, revision]]))).values(),
];

/** What serves was never verified, so its end is not known. */
function trueEnd(revision: Revision, live: LiveService, history: readonly PastDeployment[]): string {
  if (revision.arn === live.revision.arn) return 'unknown';
  switch (history.find(({ taskDefinition }) => taskDefinition === revision.arn)?.status) {
    case 'ROLLBACK_SUCCESSFUL':
      return 'rolled-back';
    case 'ROLLBACK_FAILED':
      return 'rollback-failed';
    case undefined:
      return history.length === 0 ? 'unknown' : 'skipped';
    default:
      return 'unknown';
  }
}

async function stopLeftTasks({ ecs, aws }: EcsContext, cluster: string, release: string): Promise<readonly string[]> {
  try {
    const { taskArns = [] } = await ecs.call('ListTasks', { cluster, startedBy: startedByOf(release) });
    for (const task of taskArns) {
      await ecs.call('StopTask', { cluster, task, reason: `left behind by release ${release}` });
    }
    return taskArns.map(
      (task) => `stopped the one-off task ${task.slice(task.lastIndexOf('/') + 1)} of release ${release}`,
    );
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    aws.log.warn(`one-off tasks of release ${release} may still run (${error.operation}: ${error.message})`);
    return [];
  }
}
