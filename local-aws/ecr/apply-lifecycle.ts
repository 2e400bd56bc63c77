import { removeImage } from './delete-images.ts';
import { listedDigests } from './put-image.ts';
import type { Registry, Repository, StoredImage } from './registry.ts';

interface Rule {
  readonly rulePriority: number;
  readonly selection?: {
    readonly tagStatus?: 'tagged' | 'untagged' | 'any';
    readonly tagPrefixList?: readonly string[];
    readonly tagPatternList?: readonly string[];
    readonly countType?: string;
    readonly countNumber?: number;
  };
  readonly action?: { readonly type?: string };
}

const day = 86_400_000;

/**
 * What ECR does to a repository within a day of a push: expires images by its lifecycle policy. Rules go by priority; an
 * image that the tags of a rule describe is that rule's, so that no later one expires it, and counts for later ones all
 * the same. What an index lists stays. Returns the digests that went; archives what a rule transitions.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 */
export function applyLifecycle(registry: Registry, repository: Repository): readonly string[] {
  const { rules = [] } = JSON.parse(repository.lifecyclePolicy?.text ?? '{}') as { rules?: readonly Rule[] };
  const images = [...repository.images.values()].toSorted((a, b) => b.pushedAt - a.pushedAt);
  const listed = new Set(images.flatMap(({ manifest }) => listedDigests(manifest)));
  const taken = new Set<StoredImage>();
  const expired: string[] = [];
  for (const rule of rules.toSorted((a, b) => a.rulePriority - b.rulePriority)) {
    const meant = images.filter((image) => isMeant(rule, image));
    const due = new Set(dueOf(rule, meant, registry.world.clock.now()));
    for (const image of meant) {
      if (taken.has(image) || listed.has(image.digest)) continue;
      taken.add(image);
      if (!due.has(image)) continue;
      if (rule.action?.type === 'transition') image.status = 'ARCHIVED';
      else {
        removeImage(registry, repository, image);
        expired.push(image.digest);
      }
    }
  }
  return expired;
}

/** An image has to have a tag for each prefix or pattern of the list. */
function isMeant({ selection = {} }: Rule, { tags }: StoredImage): boolean {
  const { tagStatus, tagPrefixList = [], tagPatternList = [] } = selection;
  if (tagStatus === 'any') return true;
  if (tagStatus === 'untagged') return tags.size === 0;
  const wanted = [
    ...tagPrefixList.map((prefix) => (tag: string) => tag.startsWith(prefix)),
    ...tagPatternList.map((pattern) => (tag: string) => wildcard(pattern).test(tag)),
  ];
  return tags.size > 0 && wanted.every((fits) => [...tags].some(fits));
}

const wildcard = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '.*')}$`);

/** `images`: the newest first. */
function dueOf({ selection = {} }: Rule, images: readonly StoredImage[], now: number): readonly StoredImage[] {
  const { countType, countNumber = 0 } = selection;
  if (countType === 'imageCountMoreThan') return images.slice(countNumber);
  return countType === 'sinceImagePushed' ? images.filter(({ pushedAt }) => now - pushedAt > countNumber * day) : [];
}
