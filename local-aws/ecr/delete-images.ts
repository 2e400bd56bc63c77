import { listedDigests } from './put-image.ts';
import { failureOf, type ImagesInput } from './read-images.ts';
import { findImage, type Registry, type Repository, type StoredImage } from './registry.ts';
import type { ImageId } from './texts.ts';
import * as texts from './texts.ts';

/**
 * Deletes by id: a tag only unties itself, and takes the image along when it was its last; a digest takes the image
 * with all its tags. What an index lists stays, as a failure.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html
 */
export function batchDeleteImage(registry: Registry, input: ImagesInput) {
  const repository = registry.need(input.repositoryName, input.registryId);
  const imageIds: ImageId[] = [];
  const failures: unknown[] = [];
  for (const id of input.imageIds ?? []) {
    const image = findImage(repository, id);
    const failure = image === undefined ? failureOf(repository, id) : heldBack(repository, image, id);
    if (image === undefined || failure !== undefined) failures.push({ imageId: id, ...failure });
    else imageIds.push(...remove(registry, repository, image, id));
  }
  return { imageIds, failures };
}

/** Takes an image away with all its tags. */
export function removeImage(registry: Registry, repository: Repository, image: StoredImage): void {
  drop(registry, repository, image, `${repository.uri}@${image.digest}`);
}

function remove(registry: Registry, repository: Repository, image: StoredImage, id: ImageId): readonly ImageId[] {
  const subject = `${repository.uri}@${image.digest}`;
  if (id.imageTag !== undefined && id.imageDigest === undefined) {
    image.tags.delete(id.imageTag);
    registry.note('ecr.image', subject, 'untagged', { tag: id.imageTag });
    if (image.tags.size === 0) drop(registry, repository, image, subject);
    return [{ imageDigest: image.digest, imageTag: id.imageTag }];
  }
  const tags = [...image.tags];
  drop(registry, repository, image, subject);
  return tags.length === 0
    ? [{ imageDigest: image.digest }]
    : tags.map((imageTag) => ({ imageDigest: image.digest, imageTag }));
}

function drop(registry: Registry, repository: Repository, image: StoredImage, subject: string): void {
  repository.images.delete(image.digest);
  registry.keeper?.dropped(repository, image);
  registry.note('ecr.image', subject, 'deleted');
}

function heldBack(repository: Repository, image: StoredImage, id: ImageId) {
  const untagsOnly = id.imageDigest === undefined && image.tags.size > 1;
  const lists = [...repository.images.values()].filter((one) => listedDigests(one.manifest).includes(image.digest));
  if (untagsOnly || lists.length === 0) return undefined;
  return {
    failureCode: 'ImageReferencedByManifestList',
    failureReason: texts.inManifestList(lists.map((one) => one.digest)),
  };
}
