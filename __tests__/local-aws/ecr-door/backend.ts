import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A registry without authentication that keeps everything in memory: what stands behind the door. */
export class Backend {
  readonly asked: { readonly request: string; readonly headers: IncomingMessage['headers'] }[] = [];
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, Buffer>();
  readonly #uploads = new Map<string, Buffer>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  /** Whether its Location headers name it, as the Debian package's do unless `relativeurls` is set. */
  absolute = false;
  url = '';

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://backend');
    this.asked.push({ request: `${request.method} ${url.pathname}`, headers: request.headers });
    const at = (path: string) => ({ location: `${this.absolute ? this.url : ''}${path}` });
    const bytes = await buffer(request);
    const [, name = '', kind = '', last = ''] =
      /^\/v2\/(.+)\/(uploads|blobs|manifests)\/([^/]*)$/.exec(url.pathname) ?? [];
    const repository = name.replace(/\/blobs$/, '');
    if (kind === 'uploads') {
      const mount = url.searchParams.get('mount');
      const from = `${url.searchParams.get('from')}@${mount}`;
      if (mount !== null && this.blobs.has(from)) {
        this.blobs.set(`${repository}@${mount}`, this.blobs.get(from) ?? bytes);
        response.writeHead(201, at(`/v2/${repository}/blobs/${mount}`)).end();
        return;
      }
      const id = last === '' ? `u${this.#uploads.size}` : last;
      const held = Buffer.concat([this.#uploads.get(id) ?? Buffer.alloc(0), bytes]);
      this.#uploads.set(id, held);
      const digest = url.searchParams.get('digest');
      if (digest === null) {
        response.writeHead(202, at(`/v2/${repository}/blobs/uploads/${id}?_state=s`)).end();
      } else if (digestOf(held) === digest) {
        this.blobs.set(`${repository}@${digest}`, held);
        response.writeHead(201, at(`/v2/${repository}/blobs/${digest}`)).end();
      } else {
        this.#refuse(response, 400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
      }
      return;
    }
    const store = kind === 'blobs' ? this.blobs : this.manifests;
    const key = `${repository}@${last}`;
    if (request.method === 'DELETE') {
      response.writeHead(store.delete(key) ? 202 : 404).end();
    } else if (request.method === 'PUT') {
      const { config, layers = [] } = JSON.parse(bytes.toString());
      const wanted: string[] = [...(config === undefined ? [] : [config]), ...layers].map((one) => one.digest);
      const absent = wanted.find((digest) => !this.blobs.has(`${repository}@${digest}`));
      if (absent !== undefined) return this.#refuse(response, 404, 'MANIFEST_BLOB_UNKNOWN', 'blob unknown to registry');
      store.set(key, bytes);
      response.writeHead(201).end();
    } else {
      const held = store.get(key);
      if (held === undefined) return this.#refuse(response, 404, 'BLOB_UNKNOWN', 'blob unknown to registry');
      response.writeHead(200, { 'content-length': held.length, 'docker-content-digest': last }).end(held);
    }
  }

  #refuse(response: ServerResponse, status: number, code: string, message: string): void {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ errors: [{ code, message }] }));
  }
}
