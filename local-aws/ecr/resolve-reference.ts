import type { Images } from '../world.ts';
import { findImage, type Registry } from './registry.ts';

/**
 * `host/repository:tag`, `host/repository@sha256:…` or both; no tag means `latest`. Another host is foreign; a repository
 * or image that this registry does not have is missing.
 */
export function resolveReference(registry: Registry, reference: string): ReturnType<Images['resolve']> {
  const slash = reference.indexOf('/');
  if (reference.slice(0, slash) !== registry.host()) return { kind: 'foreign' };
  const [path = '', imageDigest] = reference.slice(slash + 1).split('@');
  const [name = '', tag] = path.split(':');
  const repository = registry.get(name);
  if (repository === undefined) return { kind: 'missing' };
  const image = findImage(repository, imageDigest === undefined ? { imageTag: tag ?? 'latest' } : { imageDigest });
  return image === undefined || image.status !== 'ACTIVE'
    ? { kind: 'missing' }
    : { kind: 'found', digest: image.digest };
}
