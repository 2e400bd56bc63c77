import type { Ecr } from '#aws/ecr-client';

/** A repository that images are pushed to, and how to get at it. */
export interface Repository {
  /** `team/api`. */
  readonly name: string;
  /** `123456789012.dkr.ecr.eu-central-1.amazonaws.com`. */
  readonly host: string;
  /** `host/name`. */
  readonly uri: string;
  /** Account, when it was named. */
  readonly registryId?: string;
  readonly region: string;
  readonly ecr: Ecr;
  /** Password of user AWS, for 12 hours. */
  readonly password: string;
  /** Whether a tag that exists can be put to another image. */
  movable(tag: string): boolean;
}

export interface Mutability {
  readonly imageTagMutability?: string | undefined;
  readonly imageTagMutabilityExclusionFilters?: readonly { readonly filter?: string | undefined }[] | undefined;
}

/**
 * Exclusion filters turn the rule of the repository around for the tags that they match; a star is any text.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
 */
export function tagRule({ imageTagMutability = 'MUTABLE', imageTagMutabilityExclusionFilters = [] }: Mutability) {
  const filters = imageTagMutabilityExclusionFilters.map(
    ({ filter = '' }) =>
      new RegExp(
        `^${filter
          .split('*')
          .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
          .join('.*')}$`,
      ),
  );
  const mutable = !imageTagMutability.startsWith('IMMUTABLE');
  const hasFilters = imageTagMutability.endsWith('_WITH_EXCLUSION');
  return (tag: string): boolean => (hasFilters && filters.some((filter) => filter.test(tag)) ? !mutable : mutable);
}

/** `repository team/api in eu-central-1`: how messages name it. */
export const placeOf = ({ name, region }: Pick<Repository, 'name' | 'region'>): string =>
  `repository ${name} in ${region}`;
