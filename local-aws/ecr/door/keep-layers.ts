import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AwsFault } from '../../service.ts';
import * as texts from '../texts.ts';
import type { BlobRoute, LayerStore, Manifest } from './layer-store.ts';
import { doorOf } from './proxy-layers.ts';
import { type Refusal, refusalOf, refuse } from './refuse.ts';

interface Upload {
  readonly file: string;
  readonly hash: Hash;
  size: number;
}

/** Layers as files of a folder; without one, of a temporary folder that goes at the end. */
export function keepLayers(folder?: string): LayerStore {
  return new Folder(folder ?? mkdtempSync(join(tmpdir(), 'local-ecr-')), folder === undefined);
}

class Folder implements LayerStore {
  readonly #folder: string;
  readonly #temporary: boolean;
  readonly #uploads = new Map<string, Upload>();
  /** `repository@digest`: a blob is there for the repositories that it was pushed to or mounted in. */
  readonly #linked = new Set<string>();

  constructor(folder: string, temporary: boolean) {
    this.#folder = folder;
    this.#temporary = temporary;
    mkdirSync(folder, { recursive: true });
  }

  async serve(route: BlobRoute, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { repository } = route;
    if (route.kind === 'blob') return this.#send(repository, route.digest, request, response);
    const { searchParams } = new URL(request.url ?? '/', 'http://door');
    const digest = searchParams.get('digest') ?? undefined;
    if (route.upload === undefined) {
      const mount = searchParams.get('mount');
      if (mount !== null && this.#linked.has(`${searchParams.get('from')}@${mount}`)) {
        return this.#created(repository, mount, request, response);
      }
      const id = randomUUID();
      this.#uploads.set(id, { file: join(this.#folder, `upload-${id}`), hash: createHash('sha256'), size: 0 });
      return this.#take(repository, id, digest, request, response);
    }
    return this.#take(repository, route.upload, digest, request, response);
  }

  async putManifest(repository: string, { text }: Manifest): Promise<Refusal | undefined> {
    const named = JSON.parse(text) as { config?: { digest: string }; layers?: readonly { digest: string }[] };
    const wanted = [...(named.config === undefined ? [] : [named.config]), ...(named.layers ?? [])];
    const absent = wanted.map(({ digest }) => digest).filter((digest) => !this.#linked.has(`${repository}@${digest}`));
    if (absent.length === 0) return undefined;
    return refusalOf(new AwsFault('LayersNotFoundException', texts.layersMissing(absent, repository)));
  }

  async dropManifest(): Promise<void> {}

  async close(): Promise<void> {
    if (this.#temporary) await rm(this.#folder, { recursive: true, force: true });
  }

  async #send(repository: string, digest: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = this.#fileOf(digest);
    if (!this.#linked.has(`${repository}@${digest}`) || !existsSync(file)) {
      return refuse(response, { status: 404, code: 'BLOB_UNKNOWN', message: 'blob unknown to registry' });
    }
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': (await stat(file)).size,
      'docker-content-digest': digest,
    });
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(file), response);
  }

  /** A piece of an upload, and with a digest its end. */
  async #take(
    repository: string,
    id: string,
    digest: string | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const upload = this.#uploads.get(id);
    if (upload === undefined) {
      return refuse(response, { status: 404, code: 'BLOB_UPLOAD_UNKNOWN', message: 'blob upload unknown to registry' });
    }
    const from = /^(\d+)-/.exec(request.headers['content-range'] ?? '')?.[1];
    if (from !== undefined && Number(from) !== upload.size) {
      return refuse(response, { status: 416, code: 'SIZE_INVALID', message: `the upload has ${upload.size} bytes` });
    }
    if (request.method !== 'GET') await append(upload, request);
    if (digest === undefined) {
      const at = `/v2/${repository}/blobs/uploads/${id}`;
      const range = `0-${Math.max(0, upload.size - 1)}`;
      const headers = { location: `${doorOf(request)}${at}`, range, 'docker-upload-uuid': id, 'content-length': 0 };
      response.writeHead(request.method === 'GET' ? 204 : 202, headers).end();
      return;
    }
    this.#uploads.delete(id);
    if (`sha256:${upload.hash.digest('hex')}` !== digest) {
      await rm(upload.file, { force: true });
      return refuse(response, {
        status: 400,
        code: 'DIGEST_INVALID',
        message: 'provided digest did not match uploaded content',
      });
    }
    await rename(upload.file, this.#fileOf(digest));
    this.#created(repository, digest, request, response);
  }

  #created(repository: string, digest: string, request: IncomingMessage, response: ServerResponse): void {
    this.#linked.add(`${repository}@${digest}`);
    const location = `${doorOf(request)}/v2/${repository}/blobs/${digest}`;
    response.writeHead(201, { location, 'docker-content-digest': digest, 'content-length': 0 }).end();
  }

  #fileOf(digest: string): string {
    return join(this.#folder, digest.replace(/[^a-z0-9]/g, '-'));
  }
}

async function append(upload: Upload, request: IncomingMessage): Promise<void> {
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      upload.hash.update(chunk);
      upload.size += chunk.length;
      yield chunk;
    }
  };
  await pipeline(request, counted, createWriteStream(upload.file, { flags: 'a' }));
}
