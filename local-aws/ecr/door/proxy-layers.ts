import { type IncomingMessage, type OutgoingHttpHeaders, request as open, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { BlobRoute, LayerStore, Manifest } from './layer-store.ts';
import { type Refusal, refuse } from './refuse.ts';

/** Headers of one connection, and what proves our caller to us only. */
const own = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'host', 'authorization'];

/**
 * Layers in a registry without authentication at `backend` (`http://127.0.0.1:5050`). Requests and answers pass as
 * streams; where it says `Location`, that comes back through the door. Manifests are kept there too, by digest: so it
 * is a real registry that checks their layers.
 */
export function proxyLayers(backend: string): LayerStore {
  const base = new URL(backend);
  if (base.protocol !== 'http:') throw new Error(`the registry's backend is an http:// address, not ${backend}`);
  return {
    serve: (_route: BlobRoute, request, response) => pass(base, request, response),
    putManifest: (repository, manifest) => putManifest(base, repository, manifest),
    async dropManifest(repository, digest) {
      await ask(base, 'DELETE', `/v2/${repository}/manifests/${digest}`);
    },
    close: async () => {},
  };
}

function pass(base: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const headers = withoutOwn(request.headers);
    const { hostname: host, port } = base;
    const upstream = open({ host, port, path: request.url ?? '/', method: request.method ?? 'GET', headers });
    upstream.on('error', (error) => {
      refuse(response, { status: 502, code: 'UNKNOWN', message: `the registry behind the door: ${error.message}` });
      resolve();
    });
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, throughDoor(request, answer));
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    response.on('close', () => {
      if (!response.writableFinished) upstream.destroy();
      resolve();
    });
    request.pipe(upstream);
  });
}

function withoutOwn(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name)));
}

function throughDoor(request: IncomingMessage, answer: IncomingMessage): OutgoingHttpHeaders {
  const headers = withoutOwn(answer.headers);
  const { location } = answer.headers;
  if (location === undefined) return headers;
  const { pathname, search } = new URL(location, 'http://backend');
  return { ...headers, location: `${doorOf(request)}${pathname}${search}` };
}

/** As the caller named us: `https://111122223333.dkr.ecr.eu-central-1.amazonaws.com`. */
export function doorOf({ socket, headers }: IncomingMessage): string {
  return `${'encrypted' in socket ? 'https' : 'http'}://${headers.host ?? ''}`;
}

async function putManifest(base: URL, repository: string, manifest: Manifest): Promise<Refusal | undefined> {
  const path = `/v2/${repository}/manifests/${manifest.digest}`;
  const { status, body } = await ask(base, 'PUT', path, manifest);
  if (status < 300) return undefined;
  const said = /"code":"([A-Z_]+)","message":"([^"]*)"/.exec(body);
  const code = said?.[1] === 'MANIFEST_BLOB_UNKNOWN' ? 'MANIFEST_BLOB_UNKNOWN' : 'MANIFEST_INVALID';
  return { status: status === 404 ? 400 : status, code, message: said?.[2] ?? body };
}

function ask(
  base: URL,
  method: string,
  path: string,
  manifest?: Manifest,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = manifest === undefined ? {} : { 'content-type': manifest.mediaType };
    const outgoing = open(new URL(path, base), { method, headers });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    outgoing.end(manifest?.text);
  });
}
