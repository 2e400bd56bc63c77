import type { BuildOrder, BuildPolicy } from './build-order.ts';
import type { Repository } from './repository.ts';

export interface CacheOptions {
  /** `--cache-from …` and `--cache-to …`. */
  readonly args: readonly string[];
  readonly warnings: readonly string[];
}

/** The tag of the layers that a repository keeps for the next build. */
const cacheTag = 'buildcache';

/**
 * The cache arguments of one image for buildx. ECR takes a cache only as an image manifest with OCI media types:
 * https://aws.amazon.com/blogs/containers/announcing-remote-cache-support-in-amazon-ecr-for-buildkit-clients/
 * Trouble while a cache is written is ignored by BuildKit itself where it can.
 */
export function cacheOptions(
  order: BuildOrder,
  policy: BuildPolicy,
  repository: Repository | undefined,
  env: Readonly<Record<string, string | undefined>>,
): CacheOptions {
  const preset = presetOf(order, policy, repository, env);
  const from = [...preset.from, ...policy.cacheFrom];
  const to = [...preset.to, ...policy.cacheTo.map(forgiving)];
  return {
    args: [...from.flatMap((one) => ['--cache-from', one]), ...to.flatMap((one) => ['--cache-to', one])],
    warnings: preset.warnings,
  };
}

interface Preset {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly warnings: readonly string[];
}

function presetOf(
  { key, target }: BuildOrder,
  { cache, movingTags, tags }: BuildPolicy,
  repository: Repository | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Preset {
  const none = (...warnings: string[]): Preset => ({ from: [], to: [], warnings });
  const tag = target === undefined ? cacheTag : `${cacheTag}-${target.replace(/[^\w.-]/g, '-')}`;
  switch (cache) {
    case 'none':
      return none();
    case 'gha': {
      if (!env.ACTIONS_RUNTIME_TOKEN) return none('cache: gha is left out: this runner offers no cache of GitHub');
      const scope = `type=gha,scope=${key}`;
      return { from: [scope], to: [`${scope},mode=max,ignore-error=true`], warnings: [] };
    }
    case 'inline': {
      if (repository === undefined) return { from: [], to: ['type=inline'], warnings: [] };
      const from = [movingTags[0] ?? tags[0] ?? 'latest'].map((one) => `type=registry,ref=${repository.uri}:${one}`);
      return { from, to: ['type=inline'], warnings: [] };
    }
    case 'registry': {
      if (repository === undefined) return none('cache: registry is left out: with push: false nobody is logged in');
      const ref = `type=registry,ref=${repository.uri}:${tag}`;
      if (!repository.movable(tag)) {
        return none(
          `cache: registry is left out: tags of ${repository.name} are immutable; exclude ${cacheTag}* from immutability`,
        );
      }
      const to = `${ref},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true`;
      return { from: [ref], to: [to], warnings: [] };
    }
  }
}

/** https://docs.docker.com/build/cache/backends/: all but inline know ignore-error. */
const forgiving = (to: string): string =>
  /^type=(?!inline)/.test(to) && !to.includes('ignore-error=') ? `${to},ignore-error=true` : to;
