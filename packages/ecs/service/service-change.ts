import type { RawJson } from '#aws/raw-json';
import type { ChangeView } from '#rollout/platform';
import type { DefinitionPatch } from '../definition/change-definition.ts';
import type { Definition } from '../definition/task-definition.ts';

/** One service as the user wants it. `row` is its name, `place` its cluster. */
export interface ServiceChange extends ChangeView {
  /** Where the task definition comes from. */
  readonly source:
    | { readonly kind: 'live' }
    | { readonly kind: 'file'; readonly path: string; readonly definition: Definition }
    /** Deployed as it is: ARN or `family:revision`. */
    | { readonly kind: 'registered'; readonly name: string };
  readonly image?: WantedImage;
  /** Everything but the image. */
  readonly patch: Omit<DefinitionPatch, 'image'>;
  readonly desiredCount?: number;
  readonly force: boolean;
  readonly deploymentConfiguration?: RawJson;
  readonly propagateTags?: 'SERVICE' | 'TASK_DEFINITION' | 'NONE';
  readonly resourceTags: Readonly<Record<string, string>>;
  readonly healthUrl?: string;
  /** `restore`: the way back to an earlier release; what serves now is marked as rolled back. Default `release`. */
  readonly goal?: 'release' | 'restore';
}

export type WantedImage =
  | { readonly kind: 'reference'; readonly reference: string }
  /** A tag of the repository that the container runs now; `fromRow`: written as the image, in whatever registry that is. */
  | { readonly kind: 'tag'; readonly tag: string; readonly fromRow: boolean }
  /** A repository's name or URI, with the tag that another job built. */
  | { readonly kind: 'repository'; readonly repository: string; readonly tag: string };

/** The change that goes back to a revision and leaves everything else as it is. `revision`: an ARN, from `Platform.find`. */
export const changeBackTo = (
  { row, place }: { readonly row: string; readonly place: string },
  revision: string,
): ServiceChange => ({
  row,
  place,
  order: 0,
  wait: true,
  source: { kind: 'registered', name: revision },
  patch: {},
  force: false,
  resourceTags: {},
  goal: 'restore',
});
