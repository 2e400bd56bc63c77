import { AwsError } from '#aws/aws-error';
import { listRevisions } from '../definition/list-revisions.ts';
import { lookForTaskDefinition } from '../definition/read-task-definition.ts';
import { familyOf, numberOf, type Revision } from '../definition/task-definition.ts';
import type { EcsContext } from '../ecs-context.ts';
import { readRecord } from './release-tags.ts';

/** A migration that a release ran, as the record on its revision tells it. */
export interface SchemaChange {
  /** Label of the revision: `web:4`. */
  readonly label: string;
  /** Name of the migration. */
  readonly name: string;
  /** Empty: nobody read it. */
  readonly before: string;
  readonly after: string;
}

/** Records followed at most, and revisions listed. */
const most = 100;

/**
 * What was migrated since `target` (an ARN) was new, newest first: by the releases that `from` of the records leads
 * through, and by every later revision of its family, since a release that went back by itself leaves its migration
 * where it is. Empty when `target` serves. Without ListTaskDefinitions the records alone tell, and that is said.
 */
export async function collectSchemaChanges(
  context: EcsContext,
  serving: Revision,
  target: string,
): Promise<readonly SchemaChange[]> {
  if (serving.arn === target) return [];
  const [chain, later] = await Promise.all([followRecords(context, serving, target), listLater(context, target)]);
  const revisions = new Map([...chain, ...later].map((revision) => [revision.arn, revision]));
  return [...revisions.values()].sort((a, b) => numberOf(b.arn) - numberOf(a.arn)).flatMap(changesOf);
}

/** The releases between, `serving` first. Where the records do not lead to the target, those that came after it. */
async function followRecords({ ecs }: EcsContext, serving: Revision, target: string): Promise<readonly Revision[]> {
  const passed = new Map([[serving.label, serving]]);
  let { from } = readRecord(serving.tags);
  for (let steps = 0; from !== undefined && !passed.has(from) && steps < most; steps++) {
    const revision = await lookForTaskDefinition(ecs, from);
    if (revision === undefined) break;
    if (revision.arn === target) return [...passed.values()];
    passed.set(revision.label, revision);
    from = readRecord(revision.tags).from;
  }
  return [...passed.values()].filter(({ arn }) => familyOf(arn) !== familyOf(target) || isLater(arn, target));
}

const isLater = (arn: string, target: string): boolean => numberOf(arn) > numberOf(target);

async function listLater({ ecs, aws }: EcsContext, target: string): Promise<readonly Revision[]> {
  const later: Revision[] = [];
  try {
    for await (const revision of listRevisions(ecs, familyOf(target), most)) {
      if (!isLater(revision.arn, target)) break;
      later.push(revision);
    }
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== 'denied') throw error;
    aws.log.warn(`migrations of releases that went back by themselves are not looked for (${error.message})`);
  }
  return later;
}

/** Of `patient=6c1e..7d2f doctor=1..1` the first. A version may have spaces: Alembic prints `7d2f (head)`. */
function changesOf({ label, tags }: Revision): readonly SchemaChange[] {
  const entries = (readRecord(tags).schema ?? '').split(/ (?=[^ =]+=)/);
  return entries.flatMap((entry) => {
    const [, name, before, after] = /^([^=]+)=(.*?)\.\.(.*)$/.exec(entry) ?? [];
    if (name === undefined || before === undefined || after === undefined || before === after) return [];
    return [{ label, name, before, after }];
  });
}
