import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { json, text } from 'node:stream/consumers';

/**
 * An engine by its own API: streams of logs and events come as they are, nothing is parsed from a program's output,
 * and no docker has to be in PATH. Paths without a version are the engine's own newest one.
 * https://docs.docker.com/reference/api/engine/
 */
export interface Engine {
  /** The answer as JSON; `undefined` where there is none. Throws `EngineError`. */
  ask(method: string, path: string, options?: AskOptions): Promise<unknown>;
  /** The answer as a stream, headers read. Throws `EngineError`. */
  open(method: string, path: string, options?: AskOptions): Promise<IncomingMessage>;
}

export interface AskOptions {
  /** Sent as JSON; a Buffer as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The engine refused, with its own sentence; `status` is 0 when it could not be reached. */
export class EngineError extends Error {
  override name = 'EngineError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const DEFAULT_HOST = 'unix:///var/run/docker.sock';

/** The engine at `unix:///path` or `tcp://127.0.0.1:2375`, the forms of DOCKER_HOST. Nothing is asked yet. */
export function connectEngine(host: string = DEFAULT_HOST): Engine {
  const where = placeOf(host);
  const open = async (method: string, path: string, options: AskOptions = {}) => {
    const answer = await send(where, method, path, options).catch((error: Error) => {
      throw new EngineError(0, `the engine at ${host} does not answer: ${error.message}`);
    });
    const status = answer.statusCode ?? 0;
    if (status < 400) return answer;
    throw new EngineError(status, messageOf(await text(answer)));
  };
  return {
    open,
    async ask(method, path, options) {
      const answer = await open(method, path, options);
      if (answer.headers['content-type']?.startsWith('application/json') === true) return json(answer);
      answer.resume();
      return undefined;
    },
  };
}

function placeOf(host: string): RequestOptions {
  const url = URL.canParse(host) ? new URL(host) : undefined;
  if (url?.protocol === 'unix:') return { socketPath: url.pathname };
  if (url?.protocol === 'tcp:' || url?.protocol === 'http:') return { host: url.hostname, port: url.port || 2375 };
  throw new Error(`a Docker host is unix:///path or tcp://host:port, not ${host}`);
}

function send(where: RequestOptions, method: string, path: string, options: AskOptions): Promise<IncomingMessage> {
  const { body, headers = {}, signal } = options;
  const bytes = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const type = Buffer.isBuffer(body) ? 'application/x-tar' : 'application/json';
  return new Promise((resolve, reject) => {
    const outgoing = request({
      ...where,
      method,
      path,
      agent: false,
      headers: {
        ...(bytes === undefined ? {} : { 'content-type': type, 'content-length': bytes.length }),
        ...headers,
      },
      ...(signal === undefined ? {} : { signal }),
    });
    outgoing.once('error', reject);
    outgoing.once('response', resolve);
    outgoing.end(bytes);
  });
}

function messageOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    return typeof message === 'string' ? message.trim() : body.trim();
  } catch {
    return body.trim();
  }
}
