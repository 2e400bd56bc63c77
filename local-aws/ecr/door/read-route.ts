/** What a request of the OCI distribution protocol is about. */
export type Route =
  | { readonly kind: 'base' }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'tags'; readonly repository: string }
  /** `reference`: a tag or a digest. */
  | { readonly kind: 'manifest'; readonly repository: string; readonly reference: string }
  | { readonly kind: 'referrers'; readonly repository: string; readonly digest: string }
  | { readonly kind: 'blob'; readonly repository: string; readonly digest: string }
  /** `upload`: absent for a new one. */
  | { readonly kind: 'upload'; readonly repository: string; readonly upload?: string };

const patterns: readonly (readonly [RegExp, (repository: string, rest: string) => Route])[] = [
  [/^\/v2\/(.+)\/tags\/list()$/, (repository) => ({ kind: 'tags', repository })],
  [/^\/v2\/(.+)\/manifests\/([^/]+)$/, (repository, reference) => ({ kind: 'manifest', repository, reference })],
  [/^\/v2\/(.+)\/referrers\/([^/]+)$/, (repository, digest) => ({ kind: 'referrers', repository, digest })],
  [/^\/v2\/(.+)\/blobs\/uploads\/?()$/, (repository) => ({ kind: 'upload', repository })],
  [/^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/, (repository, upload) => ({ kind: 'upload', repository, upload })],
  [/^\/v2\/(.+)\/blobs\/([^/]+)$/, (repository, digest) => ({ kind: 'blob', repository, digest })],
];

/** The route of a path without its query; `undefined` for what the protocol does not have. Names may have slashes. */
export function readRoute(pathname: string): Route | undefined {
  if (pathname === '/v2/' || pathname === '/v2') return { kind: 'base' };
  if (pathname === '/v2/_catalog') return { kind: 'catalog' };
  for (const [pattern, make] of patterns) {
    const found = pattern.exec(pathname);
    if (found !== null) return make(found[1] ?? '', decodeURIComponent(found[2] ?? ''));
  }
  return undefined;
}
