import { AwsFault } from '../service.ts';
import type { World } from '../world.ts';
import type { ImageId } from './texts.ts';
import * as texts from './texts.ts';

export type Mutability = 'MUTABLE' | 'IMMUTABLE' | 'MUTABLE_WITH_EXCLUSION' | 'IMMUTABLE_WITH_EXCLUSION';

export interface ExclusionFilter {
  readonly filterType: 'WILDCARD';
  /** `release-*`: a star stands for any characters. */
  readonly filter: string;
}

export interface RepositorySettings {
  readonly mutability?: Mutability;
  readonly exclusions?: readonly ExclusionFilter[];
  readonly scanOnPush?: boolean;
}

export interface StoredImage {
  readonly digest: string;
  readonly manifest: string;
  readonly mediaType: string;
  readonly pushedAt: number;
  readonly tags: Set<string>;
  status: 'ACTIVE' | 'ARCHIVED';
  scan?: Scan;
}

export type ScanStatus =
  | 'IN_PROGRESS'
  | 'COMPLETE'
  | 'FAILED'
  | 'UNSUPPORTED_IMAGE'
  | 'ACTIVE'
  | 'PENDING'
  | 'SCAN_ELIGIBILITY_EXPIRED'
  | 'FINDINGS_UNAVAILABLE'
  | 'LIMIT_EXCEEDED';

export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL' | 'UNDEFINED';

export interface Finding {
  readonly name: string;
  readonly severity: Severity;
  readonly package?: string;
  readonly version?: string;
}

export interface Scan {
  readonly startedAt: number;
  readonly findings: readonly Finding[];
  status: ScanStatus;
  completedAt?: number;
}

/** How the next scan goes. */
export interface ScanFate {
  /** Milliseconds until it ends; default 20 seconds. */
  readonly takesMs?: number;
  /** Where it ends; `ACTIVE` is what enhanced scanning shows for good. Default `COMPLETE`. */
  readonly end?: Exclude<ScanStatus, 'IN_PROGRESS' | 'PENDING'>;
  readonly findings?: readonly Finding[];
}

export interface Repository {
  readonly name: string;
  readonly arn: string;
  readonly uri: string;
  readonly createdAt: number;
  readonly mutability: Mutability;
  readonly exclusions: readonly ExclusionFilter[];
  readonly scanOnPush: boolean;
  readonly images: Map<string, StoredImage>;
  lifecyclePolicy?: { readonly text: string; readonly setAt: number };
}

/** Told of what happens to manifests through the API: what is behind the registry's door follows. */
export interface ManifestKeeper {
  stored(repository: Repository, image: StoredImage): void;
  dropped(repository: Repository, image: StoredImage): void;
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const repositoryName = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/** The repositories of one account in one Region. */
export class Registry {
  readonly world: World;
  /** Used up in order. */
  readonly scanFates: ScanFate[] = [];
  /** Passwords of GetAuthorizationToken, and when they expire (ms since the epoch). */
  readonly tokens = new Map<string, number>();
  /** Configurations of images that were built with one, by their digest. */
  readonly blobs = new Map<string, string>();
  /** Who keeps layers and manifests for real, when somebody does. */
  keeper?: ManifestKeeper;
  readonly #repositories = new Map<string, Repository>();

  constructor(world: World) {
    this.world = world;
  }

  host(): string {
    return `${this.world.account}.dkr.ecr.${this.world.region}.amazonaws.com`;
  }

  all(): readonly Repository[] {
    return [...this.#repositories.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): Repository | undefined {
    return this.#repositories.get(name);
  }

  create(name: string, settings: RepositorySettings = {}): Repository {
    const { account, region, clock } = this.world;
    if (!repositoryName.test(name) || name.length < 2 || name.length > 256) {
      throw new AwsFault(
        'InvalidParameterException',
        texts.badParameter('repositoryName', `must satisfy regular expression '${repositoryName.source}'`),
      );
    }
    if (this.#repositories.has(name)) {
      throw new AwsFault('RepositoryAlreadyExistsException', texts.repositoryExists(name, account));
    }
    const repository: Repository = {
      name,
      arn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
      uri: `${this.host()}/${name}`,
      createdAt: clock.now(),
      mutability: settings.mutability ?? 'MUTABLE',
      exclusions: settings.exclusions ?? [],
      scanOnPush: settings.scanOnPush ?? false,
      images: new Map(),
    };
    this.#repositories.set(name, repository);
    this.note('ecr.repository', repository.arn, 'created');
    return repository;
  }

  /** Throws `RepositoryNotFoundException`, also for another account's registry: there is none here. */
  need(name: string, registryId = this.world.account): Repository {
    const found = registryId === this.world.account ? this.#repositories.get(name) : undefined;
    if (found !== undefined) return found;
    throw new AwsFault('RepositoryNotFoundException', texts.repositoryMissing(name, registryId));
  }

  note(kind: string, subject: string, state: string, detail?: Readonly<Record<string, unknown>>): void {
    const { clock, timeline } = this.world;
    timeline.push({ at: clock.now(), kind, subject, state, ...(detail === undefined ? {} : { detail }) });
  }
}

/** The image of a digest, a tag, or of both when they belong together. */
export function findImage(repository: Repository, id: ImageId): StoredImage | undefined {
  const tagged = id.imageTag === undefined ? undefined : findTag(repository, id.imageTag);
  if (id.imageDigest === undefined) return tagged;
  const image = repository.images.get(id.imageDigest);
  return id.imageTag === undefined || tagged === image ? image : undefined;
}

export const findTag = (repository: Repository, tag: string): StoredImage | undefined =>
  [...repository.images.values()].find((image) => image.tags.has(tag));

/** Whether an existing tag may be moved: the exclusion filters turn the repository's rule around for tags that match. */
export function tagIsMutable(repository: Repository, tag: string): boolean {
  const excluded = repository.exclusions.some(({ filter }) =>
    new RegExp(`^${filter.split('*').map(escapeText).join('.*')}$`).test(tag),
  );
  switch (repository.mutability) {
    case 'MUTABLE':
      return true;
    case 'IMMUTABLE':
      return false;
    case 'MUTABLE_WITH_EXCLUSION':
      return !excluded;
    case 'IMMUTABLE_WITH_EXCLUSION':
      return excluded;
  }
}

const escapeText = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
