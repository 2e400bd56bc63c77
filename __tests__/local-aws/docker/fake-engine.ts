import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

/** What a container of an image does. */
export interface Program {
  /** The log as it is kept, in pieces of any size. */
  readonly log?: readonly Buffer[];
  /** What a follower is given of it; default all. */
  readonly followed?: readonly Buffer[];
  /** It ends by itself with this code. Absent: it stays until it is stopped. */
  readonly exit?: number;
  readonly outOfMemory?: boolean;
  /** Its code after SIGTERM; default 0. */
  readonly stopCode?: number;
  /** The engine refuses: `[status, sentence]`. */
  readonly create?: readonly [number, string];
  readonly start?: readonly [number, string];
}

export interface FakeImage extends Program {
  readonly id: string;
  readonly repoDigests?: readonly string[];
}

interface Made {
  readonly id: string;
  readonly name: string;
  readonly body: Record<string, unknown> & { Image: string; Labels: Record<string, string> };
  readonly program: Program;
  code?: number;
  readonly ends: (() => void)[];
}

/** A frame of a container's log, as an engine puts it: stream 1 is its output, 2 its errors. */
export function frame(stream: 1 | 2, text: string): Buffer {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

/** An engine that speaks Docker's API over a unix socket and runs nothing: its containers do what is written for their image. */
export class FakeEngine {
  /** `GET /version`, in order. */
  readonly asked: string[] = [];
  /** By any name that inspecting or creating may use. */
  readonly images = new Map<string, FakeImage>();
  /** What a pull answers: lines of progress, or a refusal. Default: it is there afterwards, when `onPull` knows it. */
  readonly pulls: { readonly query: URLSearchParams; readonly auth: string | undefined }[] = [];
  onPull: (query: URLSearchParams) => FakeImage | string | readonly [number, string] = () => [404, 'no such thing'];
  readonly containers = new Map<string, Made>();
  /** Containers that were there before: id and labels. */
  readonly found: { readonly Id: string; readonly Labels: Record<string, string> }[] = [];
  readonly removed: string[] = [];
  readonly #events: ServerResponse[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #count = 0;
  host = '';

  async open(): Promise<this> {
    const socket = join(mkdtempSync(join(tmpdir(), 'eng-')), 'e.sock');
    await new Promise<void>((resolve) => this.#server.listen(socket, resolve));
    this.host = `unix://${socket}`;
    return this;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** The container of this name (without `local-aws-PID-TASK-`). */
  container(name: string): Made {
    const found = [...this.containers.values()].find((one) => one.name.endsWith(`-${name}`));
    if (found === undefined) throw new Error(`there is no container ${name}`);
    return found;
  }

  /** Somebody listens for events. */
  async listenedTo(): Promise<void> {
    while (this.#events.length === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  tell(event: object): void {
    for (const response of this.#events) response.write(`${JSON.stringify(event)}\n`);
  }

  breakEvents(): void {
    for (const response of this.#events.splice(0)) response.destroy();
  }

  end(made: Made, code: number): void {
    if (made.code !== undefined) return;
    made.code = code;
    for (const told of made.ends.splice(0)) told();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://engine');
    const path = decodeURIComponent(url.pathname);
    this.asked.push(`${request.method} ${path}`);
    const send = (status: number, body?: unknown) => {
      response.writeHead(status, body === undefined ? {} : { 'content-type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    const refuse = ([status, message]: readonly [number, string]) => send(status, { message });
    if (path === '/version') return send(200, { Arch: 'amd64' });
    if (path === '/events') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      this.#events.push(response);
      return;
    }
    if (path === '/images/create') return this.#pull(request, response, url.searchParams, refuse);
    const image = /^\/images\/(.+)\/json$/.exec(path)?.[1];
    if (image !== undefined) {
      const known = this.images.get(image);
      if (known === undefined) return refuse([404, `No such image: ${image}`]);
      return send(200, { Id: known.id, RepoDigests: known.repoDigests ?? [] });
    }
    if (path === '/containers/json') return send(200, this.found);
    if (path === '/containers/create') return this.#create(request, url.searchParams.get('name') ?? '', send, refuse);
    const [, id = '', verb = ''] = /^\/containers\/([^/]+)\/?(.*)$/.exec(path) ?? [];
    if (request.method === 'DELETE') {
      this.removed.push(id);
      const made = this.containers.get(id);
      if (made !== undefined) this.end(made, 137);
      return send(204);
    }
    const made = this.containers.get(id);
    if (made === undefined) return refuse([404, `No such container: ${id}`]);
    this.#act(made, verb, url.searchParams, response, send, refuse);
  }

  #act(
    made: Made,
    verb: string,
    query: URLSearchParams,
    response: ServerResponse,
    send: (status: number, body?: unknown) => void,
    refuse: (why: readonly [number, string]) => void,
  ): void {
    const { program } = made;
    const whenEnded = (told: () => void) => {
      if (made.code === undefined) made.ends.push(told);
      else told();
    };
    switch (verb) {
      case 'start':
        if (program.exit !== undefined) this.end(made, program.exit);
        if (program.start === undefined) send(204);
        else refuse(program.start);
        break;
      case 'wait':
        response.writeHead(200, { 'content-type': 'application/json' });
        response.flushHeaders();
        whenEnded(() => response.end(JSON.stringify({ StatusCode: made.code })));
        break;
      case 'logs': {
        response.writeHead(200, { 'content-type': 'application/octet-stream' });
        const follow = query.get('follow') === '1';
        for (const piece of (follow ? program.followed : undefined) ?? program.log ?? []) response.write(piece);
        if (follow) whenEnded(() => response.end());
        else response.end();
        break;
      }
      case 'stop':
        this.end(made, query.get('t') === '0' ? 137 : (program.stopCode ?? 0));
        send(204);
        break;
      default: {
        const ports = made.body.ExposedPorts as Record<string, unknown> | undefined;
        const given = Object.keys(ports ?? {}).map((port) => [port, [{ HostPort: `4${Number.parseInt(port, 10)}` }]]);
        send(200, {
          State: { ExitCode: made.code ?? 0, OOMKilled: program.outOfMemory ?? false },
          NetworkSettings: { Ports: Object.fromEntries(given) },
        });
      }
    }
  }

  async #create(
    request: IncomingMessage,
    name: string,
    send: (status: number, body?: unknown) => void,
    refuse: (why: readonly [number, string]) => void,
  ): Promise<void> {
    const body = (await json(request)) as Made['body'];
    const program: Program = [...this.images.values()].find(({ id }) => id === body.Image) ?? {};
    if (program.create !== undefined) return refuse(program.create);
    const id = `c${++this.#count}`;
    this.containers.set(id, { id, name, body, program, ends: [] });
    send(201, { Id: id });
  }

  #pull(
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
    refuse: (why: readonly [number, string]) => void,
  ): void {
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (query.has('fromSrc')) {
      response.end('{"status":"sha256:pause"}\n');
      return;
    }
    this.pulls.push({ query, auth: request.headers['x-registry-auth'] as string | undefined });
    const result = this.onPull(query);
    if (typeof result === 'string') response.end(`{"status":"Pulling"}\r\n{"error":"${result}"}\r\n`);
    else if ('id' in result) {
      const reference = query.get('tag') ?? '';
      this.images.set(`${query.get('fromImage')}${reference.includes(':') ? '@' : ':'}${reference}`, result);
      response.end('{"status":"Pulling"}\r\n{"status":"Done"}\r\n');
    } else refuse(result);
  }
}
