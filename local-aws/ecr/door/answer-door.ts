import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsFault } from '../../service.ts';
import { findImage, type Registry, type Repository } from '../registry.ts';
import * as texts from '../texts.ts';
import { checkToken } from './check-token.ts';
import type { LayerStore } from './layer-store.ts';
import { putManifest } from './put-manifest.ts';
import { type Route, readRoute } from './read-route.ts';
import { refusalOf, refuse } from './refuse.ts';

export interface DoorRooms {
  readonly registry: Registry;
  readonly layers: LayerStore;
  /** A push creates a missing repository. */
  readonly createOnPush: boolean;
}

/** Answers one request of the distribution protocol as ECR does. */
export async function answerDoor(rooms: DoorRooms, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (!checkToken(rooms.registry, request, response)) return;
    const { pathname } = new URL(request.url ?? '/', 'http://door');
    const route = readRoute(pathname);
    if (route === undefined) refuse(response, { status: 404, code: 'UNSUPPORTED', message: `nothing at ${pathname}` });
    else await answer(rooms, route, request, response);
  } catch (error) {
    refuse(response, refusalOf(error));
  }
}

async function answer(
  { registry, layers, createOnPush }: DoorRooms,
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (route.kind === 'base') return send(response, 'application/json', '{}');
  if (route.kind === 'catalog') return sendJson(response, { repositories: registry.all().map(({ name }) => name) });
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const repository =
    registry.get(route.repository) ??
    (createOnPush && !reads ? registry.create(route.repository) : registry.need(route.repository));
  if (route.kind === 'tags') return sendJson(response, { name: repository.name, tags: tagsOf(repository) });
  if (route.kind === 'referrers') return sendReferrers(response, repository, route.digest);
  if (route.kind !== 'manifest') return layers.serve(route, request, response);
  if (reads) return sendManifest(repository, route.reference, response);
  if (request.method === 'PUT') {
    return putManifest(registry, repository, layers, route.reference, request, response);
  }
  refuse(response, { status: 405, code: 'UNSUPPORTED', message: 'The operation is unsupported.' });
}

const tagsOf = ({ images }: Repository): readonly string[] =>
  [...images.values()].flatMap(({ tags }) => [...tags]).sort();

/** From ECR's own memory: what it has forgotten or archived cannot be pulled, wherever the layers are. */
function sendManifest(repository: Repository, reference: string, response: ServerResponse): void {
  const id = reference.includes(':') ? { imageDigest: reference } : { imageTag: reference };
  const image = findImage(repository, id);
  if (image === undefined || image.status !== 'ACTIVE') {
    throw new AwsFault('ImageNotFoundException', texts.requestedMissing);
  }
  send(response, image.mediaType, image.manifest, { 'docker-content-digest': image.digest });
}

function sendReferrers(response: ServerResponse, repository: Repository, digest: string): void {
  const manifests = [...repository.images.values()].flatMap((image) => {
    const { subject, artifactType, config } = JSON.parse(image.manifest) as {
      subject?: { digest: string };
      artifactType?: string;
      config?: { mediaType: string };
    };
    if (subject?.digest !== digest) return [];
    const size = Buffer.byteLength(image.manifest);
    return [
      { mediaType: image.mediaType, digest: image.digest, size, artifactType: artifactType ?? config?.mediaType },
    ];
  });
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  send(response, mediaType, JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
}

const sendJson = (response: ServerResponse, value: unknown): void =>
  send(response, 'application/json', JSON.stringify(value));

/** Node leaves the body of an answer to HEAD out by itself. */
function send(
  response: ServerResponse,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(200, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'docker-distribution-api-version': 'registry/2.0',
    ...headers,
  });
  response.end(body);
}
