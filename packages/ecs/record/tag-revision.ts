import { AwsError } from '#aws/aws-error';
import type { CallOptions } from '#aws/client';
import { labelOf } from '../definition/task-definition.ts';
import type { EcsContext } from '../ecs-context.ts';
import { type ReleaseRecord, recordTags, tagKey, tagList } from './release-tags.ts';

export interface TagChange {
  readonly set: Readonly<Record<string, string>>;
  /** Parts of the record that no longer hold. */
  readonly remove?: readonly (keyof ReleaseRecord)[];
}

/** The record as a change of tags. */
export const setRecord = (record: ReleaseRecord, ...remove: readonly (keyof ReleaseRecord)[]): TagChange => ({
  set: recordTags(record),
  remove,
});

/** Changes the tags of a revision; other tags stay. Without the permission, or for any other AWS trouble, only warns. */
export async function tagRevision(
  { ecs, aws }: EcsContext,
  arn: string,
  { set, remove = [] }: TagChange,
  options: CallOptions = {},
): Promise<void> {
  try {
    if (Object.keys(set).length > 0) {
      await ecs.call('TagResource', { resourceArn: arn, tags: tagList(set) }, options);
    }
    if (remove.length > 0) {
      await ecs.call('UntagResource', { resourceArn: arn, tagKeys: remove.map(tagKey) }, options);
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    aws.log.warn(`the record on ${labelOf(arn)} could not be written (${error.operation}: ${error.message})`);
  }
}
