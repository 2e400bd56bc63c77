import type { Service } from '../service.ts';
import type { Images, World } from '../world.ts';
import { applyLifecycle } from './apply-lifecycle.ts';
import { batchDeleteImage } from './delete-images.ts';
import { issueToken } from './issue-token.ts';
import { blobAt, getDownloadUrlForLayer, type LayerInput } from './layer-address.ts';
import { getLifecyclePolicy, type LifecyclePolicyInput, putLifecyclePolicy } from './lifecycle-policy.ts';
import { pageOf } from './page-of.ts';
import { digestOf, type PutImageInput, putImage, storeImage } from './put-image.ts';
import { batchGetImage, describeImages, type ImagesInput, listImages } from './read-images.ts';
import {
  type ExclusionFilter,
  findTag,
  type Mutability,
  Registry,
  type Repository,
  type RepositorySettings,
  type ScanFate,
} from './registry.ts';
import { resolveReference } from './resolve-reference.ts';
import { describeImageScanFindings, type ScanInput, startImageScan } from './scan-image.ts';

export interface Ecr extends Images {
  readonly service: Service;
  /** `111122223333.dkr.ecr.eu-central-1.amazonaws.com` */
  readonly host: string;
  /** What it knows, for the door that docker pushes to and pulls from. */
  readonly registry: Registry;
  createRepository(name: string, settings?: RepositorySettings): void;
  /**
   * Pushes an image of one platform, as a build would; creates the repository when it is missing. Returns the digest.
   * Without a manifest each repository and tag gives an image of its own. What is there already is no error.
   */
  push(repository: string, tag: string, manifest?: string): string;
  /** Pushes an image of one platform with its configuration, which says which. Returns the digest. */
  build(repository: string, tag: string, platform: { readonly os: string; readonly architecture: string }): string;
  /** What an address of GetDownloadUrlForLayer leads to. */
  blobAt(url: string): string | undefined;
  /** Archives an image: it is described, but cannot be pulled. */
  archive(repository: string, tag: string): void;
  /** Expires what the lifecycle policy of a repository says; ECR does so within a day, this one when it is told. Returns the digests. */
  applyLifecycle(repository: string): readonly string[];
  /** How the next scan goes. */
  nextScan(fate: ScanFate): void;
}

/** ECR: repositories, manifests with true digests, scans that take time. Layers are not kept. */
export function createEcr(world: World): Ecr {
  const registry = new Registry(world);
  return {
    service: {
      name: 'ecr',
      protocol: { kind: 'json', targetPrefix: 'AmazonEC2ContainerRegistry_V20150921', version: '1.1' },
      operations: operationsOf(registry),
    },
    host: registry.host(),
    registry,
    createRepository(name, settings) {
      registry.create(name, settings);
    },
    push(name, tag, manifest = plainManifest(name, tag)) {
      const repository = registry.get(name) ?? registry.create(name);
      const existing = findTag(repository, tag);
      if (existing?.manifest === manifest) return existing.digest;
      return storeImage(registry, repository, { imageManifest: manifest, imageTag: tag }).digest;
    },
    build(name, tag, platform) {
      const config = JSON.stringify({
        ...platform,
        config: { Labels: { tag } },
        rootfs: { type: 'layers', diff_ids: [] },
      });
      registry.blobs.set(digestOf(config), config);
      return this.push(name, tag, manifestOf(digestOf(config)));
    },
    blobAt: (url) => blobAt(registry, url),
    archive(name, tag) {
      const image = findTag(registry.need(name), tag);
      if (image === undefined) throw new Error(`there is no ${name}:${tag}`);
      image.status = 'ARCHIVED';
      registry.note('ecr.image', `${registry.host()}/${name}@${image.digest}`, 'archived');
    },
    applyLifecycle: (name) => applyLifecycle(registry, registry.need(name)),
    nextScan(fate) {
      registry.scanFates.push(fate);
    },
    resolve: (reference) => resolveReference(registry, reference),
  };
}

function operationsOf(registry: Registry): Service['operations'] {
  return {
    GetAuthorizationToken: () => authorization(registry),
    CreateRepository: (input: CreateRepositoryInput) => createRepository(registry, input),
    DescribeRepositories: (input: DescribeRepositoriesInput) => describeRepositories(registry, input),
    PutImage: (input: PutImageInput) => putImage(registry, input),
    DescribeImages: (input: ImagesInput) => describeImages(registry, input),
    ListImages: (input: ImagesInput) => listImages(registry, input),
    BatchGetImage: (input: ImagesInput) => batchGetImage(registry, input),
    BatchDeleteImage: (input: ImagesInput) => batchDeleteImage(registry, input),
    GetDownloadUrlForLayer: (input: LayerInput) => getDownloadUrlForLayer(registry, input),
    StartImageScan: (input: ScanInput) => startImageScan(registry, input),
    DescribeImageScanFindings: (input: ScanInput) => describeImageScanFindings(registry, input),
    PutLifecyclePolicy: (input: LifecyclePolicyInput) => putLifecyclePolicy(registry, input),
    GetLifecyclePolicy: (input: LifecyclePolicyInput) => getLifecyclePolicy(registry, input),
  };
}

function authorization(registry: Registry) {
  const { password, expiresAt } = issueToken(registry);
  return {
    authorizationData: [
      {
        authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
        expiresAt: new Date(expiresAt),
        proxyEndpoint: `https://${registry.host()}`,
      },
    ],
  };
}

interface CreateRepositoryInput {
  readonly repositoryName: string;
  readonly imageTagMutability?: Mutability;
  readonly imageTagMutabilityExclusionFilters?: readonly ExclusionFilter[];
  readonly imageScanningConfiguration?: { readonly scanOnPush?: boolean };
}

function createRepository(registry: Registry, input: CreateRepositoryInput) {
  const repository = registry.create(input.repositoryName, {
    mutability: input.imageTagMutability ?? 'MUTABLE',
    exclusions: input.imageTagMutabilityExclusionFilters ?? [],
    scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
  });
  return { repository: repositoryView(registry, repository) };
}

interface DescribeRepositoriesInput {
  readonly repositoryNames?: readonly string[];
  readonly registryId?: string;
  readonly nextToken?: string;
  readonly maxResults?: number;
}

function describeRepositories(registry: Registry, input: DescribeRepositoriesInput) {
  const all = input.repositoryNames?.map((name) => registry.need(name, input.registryId)) ?? registry.all();
  const { page, nextToken } = pageOf(all, input);
  return { repositories: page.map((one) => repositoryView(registry, one)), ...nextToken };
}

const repositoryView = (registry: Registry, one: Repository) => ({
  repositoryArn: one.arn,
  registryId: registry.world.account,
  repositoryName: one.name,
  repositoryUri: one.uri,
  createdAt: new Date(one.createdAt),
  imageTagMutability: one.mutability,
  ...(one.exclusions.length === 0 ? {} : { imageTagMutabilityExclusionFilters: one.exclusions }),
  imageScanningConfiguration: { scanOnPush: one.scanOnPush },
  encryptionConfiguration: { encryptionType: 'AES256' },
});

/** The manifest of an image that was never built: its configuration's digest tells repository and tag apart. */
const plainManifest = (repository: string, tag: string): string => manifestOf(digestOf(`${repository}:${tag}`));

function manifestOf(digest: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 1024 },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 4_194_304 }],
  });
}
