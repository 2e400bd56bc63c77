import { AwsError } from '#aws/aws-error';
import { type Verdict, verdicts, worstVerdict } from '#report/verdict';
import type { LeftRecord } from '#rollout/journal';
import type { EcsContext } from '../ecs-context.ts';
import { isDead, readRecord, tagsOf } from './release-tags.ts';

/**
 * How a release of another run has ended, by the record on its revisions: the worst of its rows. A revision that a later
 * release has taken over makes it `superseded`. `undefined` when its run may be alive, or a revision cannot be read.
 */
export async function readEnd(context: EcsContext, { release, rows }: LeftRecord): Promise<Verdict | undefined> {
  const ends = await Promise.all(rows.map(({ to }) => endOn(context, release, to)));
  return ends.every((end) => end !== undefined) && ends.length > 0 ? worstVerdict(ends) : undefined;
}

async function endOn({ ecs, aws, options }: EcsContext, release: string, to: string): Promise<Verdict | undefined> {
  try {
    const { tags } = await ecs.call('DescribeTaskDefinition', { taskDefinition: to, include: ['TAGS'] });
    const record = readRecord(tagsOf(tags));
    if (record.release !== release) return record.release === undefined ? undefined : 'superseded';
    if (record.state === 'open') return isDead(record, options.release, aws.clock.now()) ? 'unknown' : undefined;
    return verdicts.find((verdict) => verdict === record.state);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return undefined;
  }
}
