import { createHash } from 'node:crypto';
import { AwsFault } from '../service.ts';
import { findTag, type Registry, type Repository, type StoredImage, tagIsMutable } from './registry.ts';
import { startScan } from './scan-image.ts';
import * as texts from './texts.ts';

export interface PutImageInput {
  readonly repositoryName: string;
  readonly registryId?: string;
  readonly imageManifest: string;
  readonly imageManifestMediaType?: string;
  readonly imageTag?: string;
  readonly imageDigest?: string;
}

interface Manifest {
  readonly schemaVersion?: number;
  readonly mediaType?: string;
  /** Of an index: the platforms' manifests. */
  readonly manifests?: readonly { readonly digest: string }[];
}

const defaultType = (manifest: Manifest) =>
  manifest.manifests === undefined
    ? 'application/vnd.oci.image.manifest.v1+json'
    : 'application/vnd.oci.image.index.v1+json';

/** SHA-256 of the manifest's bytes, which is the image's digest. */
export const digestOf = (manifest: string) => `sha256:${createHash('sha256').update(manifest).digest('hex')}`;

/** The digests that an index lists; none for an image of one platform. */
export function listedDigests(manifest: string): readonly string[] {
  return (JSON.parse(manifest) as Manifest).manifests?.map((entry) => entry.digest) ?? [];
}

/** Stores a manifest under its digest and tag. Layers are not kept: what a manifest names is taken as uploaded. */
export function putImage(registry: Registry, input: PutImageInput) {
  const repository = registry.need(input.repositoryName, input.registryId);
  const image = storeImage(registry, repository, input);
  registry.keeper?.stored(repository, image);
  return {
    image: {
      registryId: registry.world.account,
      repositoryName: repository.name,
      imageId: { imageDigest: image.digest, ...(input.imageTag === undefined ? {} : { imageTag: input.imageTag }) },
      imageManifest: image.manifest,
      imageManifestMediaType: image.mediaType,
    },
  };
}

export function storeImage(
  registry: Registry,
  repository: Repository,
  input: Omit<PutImageInput, 'repositoryName'>,
): StoredImage {
  const { imageManifest: text, imageTag: tag } = input;
  const digest = digestOf(text);
  const manifest = readManifest(text);
  if (input.imageDigest !== undefined && input.imageDigest !== digest) {
    throw new AwsFault('ImageDigestDoesNotMatchException', texts.digestDiffers(input.imageDigest, digest));
  }
  const absent = (manifest.manifests ?? []).map((entry) => entry.digest).filter((one) => !repository.images.has(one));
  if (absent.length > 0) {
    throw new AwsFault('ReferencedImagesNotFoundException', texts.referencesMissing(absent, repository.name));
  }
  const existing = repository.images.get(digest);
  checkTag(registry, repository, digest, tag);
  const image: StoredImage = existing ?? {
    digest,
    manifest: text,
    mediaType: input.imageManifestMediaType ?? manifest.mediaType ?? defaultType(manifest),
    pushedAt: registry.world.clock.now(),
    tags: new Set(),
    status: 'ACTIVE',
  };
  repository.images.set(digest, image);
  if (tag !== undefined) {
    findTag(repository, tag)?.tags.delete(tag);
    image.tags.add(tag);
  }
  registry.note('ecr.image', `${repository.uri}@${digest}`, 'pushed', tag === undefined ? undefined : { tag });
  if (existing === undefined && repository.scanOnPush) startScan(registry, repository, image);
  return image;
}

function checkTag(registry: Registry, repository: Repository, digest: string, tag: string | undefined): void {
  if (tag === undefined) {
    if (!repository.images.has(digest)) return;
    const text = texts.imageExists(digest, 'null', repository.name, registry.world.account);
    throw new AwsFault('ImageAlreadyExistsException', text);
  }
  if (!/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/.test(tag)) {
    throw new AwsFault('InvalidParameterException', texts.badParameter('imageTag', 'must be a valid image tag'));
  }
  const holder = findTag(repository, tag);
  if (holder === undefined) return;
  if (holder.digest === digest) {
    const text = texts.imageExists(digest, tag, repository.name, registry.world.account);
    throw new AwsFault('ImageAlreadyExistsException', text);
  }
  if (!tagIsMutable(repository, tag)) {
    throw new AwsFault('ImageTagAlreadyExistsException', texts.tagImmutable(tag, repository.name));
  }
}

function readManifest(text: string): Manifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new AwsFault('InvalidParameterException', texts.badManifest);
  }
  if (typeof manifest === 'object' && manifest !== null && 'schemaVersion' in manifest) return manifest as Manifest;
  throw new AwsFault('InvalidParameterException', texts.badManifest);
}
