import { Readable } from 'node:stream';
import type { LocalAws } from './index.ts';
import type { WireRequest, WireResponse } from './service.ts';

/** What an SDK client hands over, as far as it matters here. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkOptions {
  readonly abortSignal?: { readonly aborted: boolean; onabort?: unknown };
  readonly requestTimeout?: number;
}

interface SdkResponse {
  readonly response: { statusCode: number; reason?: string; headers: Record<string, string>; body: Readable };
}

/**
 * A `requestHandler` for SDK v3 clients that needs no socket. `busy` holds virtual time still while a call is answered
 * (`clock.busy` of a `VirtualClock`); a fault's latency passes in virtual time.
 * Rejects as the SDK's own handler does: `ECONNRESET` (named `TimeoutError`) for a cut connection, `AbortError`, and `TimeoutError` after `requestTimeout`.
 */
export function inProcess(
  aws: LocalAws,
  busy: <T>(work: () => Promise<T>) => Promise<T> = (work) => work(),
): {
  handle(request: SdkRequest, options?: SdkOptions): Promise<SdkResponse>;
  metadata: { handlerProtocol: string };
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
} {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    async handle(request, { abortSignal, requestTimeout } = {}) {
      if (abortSignal?.aborted === true) throw named('AbortError', 'Request aborted');
      const response = await busy(() => aws.handle(toWire(request)));
      await passDelay(aws, response.delay ?? 0, abortSignal, requestTimeout ?? 0);
      return { response: fromWire(response) };
    },
  };
}

function toWire({ method, path, query = {}, headers, body }: SdkRequest): WireRequest {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) search.append(name, one ?? '');
  }
  return {
    method,
    path: search.size === 0 ? path : `${path}?${search}`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body:
      typeof body === 'string'
        ? body
        : ArrayBuffer.isView(body)
          ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
          : '',
  };
}

async function passDelay(
  aws: LocalAws,
  delay: number,
  abortSignal: SdkOptions['abortSignal'],
  requestTimeout: number,
): Promise<void> {
  if (delay === 0) return;
  const signal = abortSignal instanceof AbortSignal ? abortSignal : undefined;
  const late = requestTimeout > 0 && requestTimeout < delay;
  await aws.sleep(late ? requestTimeout : delay, signal).catch(() => {
    throw named('AbortError', 'Request aborted');
  });
  if (late) throw named('TimeoutError', `Request did not complete within ${requestTimeout} ms`);
}

function fromWire({ status, headers, body, cut }: WireResponse): SdkResponse['response'] {
  if (cut === true) throw Object.assign(named('TimeoutError', 'socket hang up'), { code: 'ECONNRESET' });
  const bytes = Buffer.from(body);
  const answer = { statusCode: status, headers: { ...headers, 'content-length': String(bytes.length) } };
  if (cut === undefined || cut === false) return { ...answer, body: Readable.from([bytes]) };
  return { ...answer, body: Readable.from(truncated(bytes.subarray(0, cut))) };
}

async function* truncated(bytes: Buffer) {
  yield bytes;
  throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
}

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
