import { AwsError } from '#aws/aws-error';
import { writeOnce } from '#aws/write-once';
import type { EcsContext } from '../ecs-context.ts';
import { readRecord, tagList, tagsOf } from '../record/release-tags.ts';
import { sameDefinition } from './canonical-definition.ts';
import { diffDefinition } from './diff-definition.ts';
import { lookForTaskDefinition, revisionOf } from './read-task-definition.ts';
import { type Definition, numberOf, type Revision } from './task-definition.ts';

type Tags = Readonly<Record<string, string>>;

/**
 * Registers `definition` with `tags` once, whatever happens to the answer: after an error that leaves the outcome open,
 * a newer revision than `after` that is equal and carries our release is ours. Warns about what AWS registered
 * otherwise than it was sent. Without permission to tag, the revision is registered without a record. Throws `AwsError`.
 */
export async function registerRevision(
  context: EcsContext,
  definition: Definition,
  tags: Tags,
  after: number,
): Promise<Revision> {
  const { aws } = context;
  try {
    return warnOfDifferences(context, definition, await registerOnce(context, definition, tags, after));
  } catch (error) {
    if (!mayNotTag(error)) throw error;
    aws.log.warn(
      `${definition.family} is registered without tags (${error.message}): other runs cannot read its record`,
    );
    return warnOfDifferences(context, definition, await registerOnce(context, definition, {}, after));
  }
}

/** AWS names the permission that is missing; registering itself may be allowed. */
const mayNotTag = (error: unknown): error is AwsError =>
  error instanceof AwsError && error.kind === 'denied' && /ecs:TagResource/.test(error.message);

function registerOnce(
  { ecs, aws, options }: EcsContext,
  definition: Definition,
  tags: Tags,
  after: number,
): Promise<Revision> {
  const { tags: own, ...members } = definition;
  const all = tagList({ ...tagsOf(own), ...tags });
  const body = { ...members, ...(all.length === 0 ? {} : { tags: all }) };
  const isOurs = ({ arn, definition: known, tags: found }: Revision) => {
    const { release } = readRecord(found);
    const tagged = Object.keys(tags).length > 0;
    return (
      numberOf(arn) > after && (tagged ? release === options.release : !release) && sameDefinition(known, definition)
    );
  };
  return writeOnce(aws, {
    write: async () => {
      const answer = await ecs.callRaw('RegisterTaskDefinition', body, { retry: 'once' });
      return revisionOf({ ...answer, tags: answer.tags ?? all });
    },
    readBack: async () => {
      const newest = await lookForTaskDefinition(ecs, definition.family);
      return newest !== undefined && isOurs(newest) ? newest : undefined;
    },
  });
}

function warnOfDifferences({ aws }: EcsContext, sent: Definition, registered: Revision): Revision {
  const differences = diffDefinition(sent, registered.definition);
  if (differences.length > 0) {
    aws.log.warn(`AWS registered ${registered.label} otherwise than it was sent: ${differences.join('; ')}`);
  }
  return registered;
}
