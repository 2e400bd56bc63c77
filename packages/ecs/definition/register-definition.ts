import type { RevisionView } from '#report/deployment-report';
import type { EcsContext } from '../ecs-context.ts';
import { commitOfImage } from '../record/commit-of-image.ts';
import { recordTags } from '../record/release-tags.ts';
import type { ServiceChange } from '../service/service-change.ts';
import { sameDefinition } from './canonical-definition.ts';
import { diffDefinition } from './diff-definition.ts';
import { lookForTaskDefinition } from './read-task-definition.ts';
import { registerRevision } from './register-revision.ts';
import { numberOf } from './task-definition.ts';
import { viewRevision } from './view-revision.ts';
import { wantDefinition } from './want-definition.ts';

/** A task definition file to register, without any service. */
export type DefinitionChange = Pick<ServiceChange, 'image' | 'patch' | 'resourceTags'> & {
  readonly source: Extract<ServiceChange['source'], { kind: 'file' }>;
};

export interface RegisteredDefinition {
  /** The diff to the newest revision of the family; of a new family one line. */
  readonly changes: readonly string[];
  /** `false`: the newest revision of the family says the same. */
  readonly changed: boolean;
  /** Absent after a dry run that would register. */
  readonly revision?: RevisionView;
  readonly previous?: RevisionView;
  readonly warnings: readonly string[];
}

/**
 * Registers a definition unless the newest revision of its family is equal. Its record carries the release but no
 * state: nothing was deployed that could succeed. Throws `image-not-found`, `invalid-input`, `AwsError`.
 */
export async function registerDefinition(
  context: EcsContext,
  change: DefinitionChange,
  dryRun: boolean,
): Promise<RegisteredDefinition> {
  const { ecs, aws, options } = context;
  const { definition: file, path } = change.source;
  const wanted = await wantDefinition(ecs, aws, { ...change, row: path }, file);
  if (wanted.kind !== 'definition') throw new TypeError('a file is no registered revision');
  const newest = await lookForTaskDefinition(ecs, file.family);
  const { definition, warnings, imageTag } = wanted;
  const previous = newest === undefined ? {} : { previous: viewRevision(newest) };
  if (newest !== undefined && sameDefinition(newest.definition, definition)) {
    return { changes: [], changed: false, revision: viewRevision(newest), warnings, ...previous };
  }
  const changes = newest === undefined ? [`${file.family} is new`] : diffDefinition(newest.definition, definition);
  if (dryRun) return { changes, changed: false, warnings, ...previous };
  const { release, commit, repository } = options;
  const record = recordTags({
    release,
    ...commitOfImage(imageTag, commit),
    ...(repository === undefined ? {} : { repository }),
    ...(imageTag === undefined ? {} : { imageTag }),
  });
  const after = newest === undefined ? 0 : numberOf(newest.arn);
  const revision = await registerRevision(context, definition, { ...change.resourceTags, ...record }, after);
  return { changes, changed: true, revision: viewRevision(revision), warnings, ...previous };
}
