import { AwsFault } from '../service.ts';
import { pageOf } from './page-of.ts';
import { findImage, findTag, type Registry, type Repository, type StoredImage } from './registry.ts';
import type { ImageId } from './texts.ts';
import * as texts from './texts.ts';

export interface ImagesInput {
  readonly repositoryName: string;
  readonly registryId?: string;
  readonly imageIds?: readonly ImageId[];
  readonly filter?: { readonly tagStatus?: 'TAGGED' | 'UNTAGGED' | 'ANY'; readonly imageStatus?: string };
  readonly nextToken?: string;
  readonly maxResults?: number;
}

/** Metadata of images. One id that does not exist fails the whole call. Without ids only ACTIVE images are listed. */
export function describeImages(registry: Registry, input: ImagesInput) {
  const repository = registry.need(input.repositoryName, input.registryId);
  const images =
    input.imageIds === undefined || input.imageIds.length === 0
      ? filtered(repository, input.filter)
      : [...new Set(input.imageIds.map((id) => needed(registry, repository, id)))];
  const { page, nextToken } = pageOf(images, input);
  return {
    imageDetails: page.map((image) => ({
      registryId: registry.world.account,
      repositoryName: repository.name,
      imageDigest: image.digest,
      ...(image.tags.size === 0 ? {} : { imageTags: [...image.tags] }),
      imageSizeInBytes: sizeOf(image),
      imagePushedAt: new Date(image.pushedAt),
      imageManifestMediaType: image.mediaType,
      ...artifactType(image),
      imageStatus: image.status,
    })),
    ...nextToken,
  };
}

/** Ids of images, one row a tag; an untagged image is a row with its digest alone. */
export function listImages(registry: Registry, input: ImagesInput) {
  const repository = registry.need(input.repositoryName, input.registryId);
  const ids = filtered(repository, input.filter).flatMap((image): ImageId[] =>
    image.tags.size === 0
      ? [{ imageDigest: image.digest }]
      : [...image.tags].map((imageTag) => ({ imageDigest: image.digest, imageTag })),
  );
  const { page, nextToken } = pageOf(ids, input);
  return { imageIds: page, ...nextToken };
}

/** Manifests of images; what cannot be read is a failure of its own, with HTTP 200. */
export function batchGetImage(registry: Registry, input: ImagesInput) {
  const repository = registry.need(input.repositoryName, input.registryId);
  const images: unknown[] = [];
  const failures: unknown[] = [];
  for (const id of input.imageIds ?? []) {
    const image = findImage(repository, id);
    const failure = image === undefined ? failureOf(repository, id) : undefined;
    if (image === undefined) failures.push({ imageId: id, ...failure });
    else {
      images.push({
        registryId: registry.world.account,
        repositoryName: repository.name,
        imageId: { imageDigest: image.digest, ...(id.imageTag === undefined ? {} : { imageTag: id.imageTag }) },
        imageManifest: image.manifest,
        imageManifestMediaType: image.mediaType,
      });
    }
  }
  return { images, failures };
}

/** Why an id names no image, as the batch operations say it. */
export function failureOf(repository: Repository, id: ImageId) {
  const { imageDigest, imageTag } = id;
  if (imageDigest === undefined && imageTag === undefined) {
    return { failureCode: 'MissingDigestAndTag', failureReason: texts.neitherDigestNorTag };
  }
  if (imageDigest !== undefined && !/^[a-zA-Z0-9_+.-]+:[a-fA-F0-9]+$/.test(imageDigest)) {
    return { failureCode: 'InvalidImageDigest', failureReason: texts.badDigest };
  }
  if (imageDigest !== undefined && imageTag !== undefined && findTag(repository, imageTag) !== undefined) {
    return { failureCode: 'ImageTagDoesNotMatchDigest', failureReason: texts.tagOfOtherDigest };
  }
  return { failureCode: 'ImageNotFound', failureReason: texts.requestedMissing };
}

function needed(registry: Registry, repository: Repository, id: ImageId): StoredImage {
  if (id.imageDigest === undefined && id.imageTag === undefined) {
    throw new AwsFault('InvalidParameterException', texts.neitherDigestNorTag);
  }
  const image = findImage(repository, id);
  if (image !== undefined) return image;
  throw new AwsFault('ImageNotFoundException', texts.imageMissing(id, repository.name, registry.world.account));
}

function filtered(repository: Repository, filter: ImagesInput['filter']): readonly StoredImage[] {
  const { tagStatus = 'ANY', imageStatus = 'ACTIVE' } = filter ?? {};
  return [...repository.images.values()]
    .filter((image) => tagStatus === 'ANY' || (tagStatus === 'TAGGED') === image.tags.size > 0)
    .filter((image) => imageStatus === 'ANY' || image.status === imageStatus);
}

/** What an image is by its configuration; an index has none. */
function artifactType(image: StoredImage): { readonly artifactMediaType?: string } {
  const { config } = JSON.parse(image.manifest) as { config?: { mediaType?: string } };
  return config?.mediaType === undefined ? {} : { artifactMediaType: config.mediaType };
}

/** The layers' sizes as the manifest gives them; of an index its own bytes. */
function sizeOf(image: StoredImage): number {
  const { layers = [] } = JSON.parse(image.manifest) as { layers?: readonly { size?: number }[] };
  const sum = layers.reduce((total, layer) => total + (layer.size ?? 0), 0);
  return sum === 0 ? Buffer.byteLength(image.manifest) : sum;
}
