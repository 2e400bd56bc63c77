import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Route } from './read-route.ts';
import type { Refusal } from './refuse.ts';

export type BlobRoute = Extract<Route, { readonly kind: 'blob' | 'upload' }>;

export interface Manifest {
  readonly digest: string;
  readonly text: string;
  readonly mediaType: string;
}

/** Keeps layers; manifests and tags are ECR's own business. Layers go through as streams and are never held in memory. */
export interface LayerStore {
  /** Answers a request for a blob or an upload; the repository exists. */
  serve(route: BlobRoute, request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Takes a manifest whose layers must be there. Returns why not, if so. */
  putManifest(repository: string, manifest: Manifest): Promise<Refusal | undefined>;
  dropManifest(repository: string, digest: string): Promise<void>;
  close(): Promise<void>;
}
