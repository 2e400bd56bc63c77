import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { TLSSocket } from 'node:tls';
import { systemClock } from './clock.ts';
import type { HttpAnswer, HttpPort, HttpRequest } from './network.ts';

/** Bytes. */
const usualCap = 64 * 1024;

/**
 * One request over a connection of its own, so that a load balancer may choose another target each time. Redirects are
 * not followed. A `host` header replaces the one of the URL, and then names the server in TLS, too. The answer is
 * complete within `timeoutMs`, however slowly it drips; of a body only the first `mostBytes` are read, 64 KiB
 * unless said otherwise.
 * Throws `signal.reason` when the signal aborts; everything else is an answer or a reason.
 */
export const sendHttp: HttpPort = async (request, signal) => {
  signal.throwIfAborted();
  const start = systemClock.now();
  const done = new AbortController();
  const outgoing = open(request);
  const late = systemClock.sleep(request.timeoutMs, AbortSignal.any([signal, done.signal])).then(
    () => ({ kind: 'late' }) as const,
    () => ({ kind: 'stopped' }) as const,
  );
  try {
    const first = await Promise.race([exchange(outgoing, start, request.mostBytes ?? usualCap), late]);
    signal.throwIfAborted();
    if (first.kind === 'answered' || first.kind === 'unanswered') return first;
    const message = `no complete answer within ${request.timeoutMs} ms`;
    return { kind: 'unanswered', reason: 'timeout', message, tookMs: systemClock.now() - start };
  } finally {
    done.abort();
    outgoing.destroy();
  }
};

function open({ url, method, headers, body }: HttpRequest): ClientRequest {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const outgoing = send(url, { method, agent: false, headers: { connection: 'close', ...length, ...headers } });
  outgoing.end(body);
  return outgoing;
}

/** Resolves with what came of it, and never rejects: a connection that breaks is an answer of its own. */
function exchange(outgoing: ClientRequest, start: number, cap: number): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const fail = (error: unknown) => resolve({ ...unanswered(error), tookMs: systemClock.now() - start });
    outgoing.on('error', fail);
    outgoing.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(answered(response, '', start));
    });
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () => resolve(answered(response, Buffer.concat(chunks).subarray(0, cap).toString(), start));
      response.on('error', fail);
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= cap) finish();
      });
      response.on('end', finish);
    });
  });
}

function answered(response: IncomingMessage, body: string, start: number): HttpAnswer {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    kind: 'answered',
    status: response.statusCode ?? 0,
    headers,
    body,
    tookMs: systemClock.now() - start,
    ...expiry(response),
  };
}

function expiry({ socket }: IncomingMessage): { certificateExpiresAt?: number } {
  if (!(socket instanceof TLSSocket)) return {};
  const at = Date.parse(socket.getPeerCertificate()?.valid_to ?? '');
  return Number.isNaN(at) ? {} : { certificateExpiresAt: at };
}

/** Of a name with several addresses node tries each and throws them together; the first one tells enough. */
function unanswered(error: unknown): { kind: 'unanswered'; reason: string; message: string } {
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: readonly unknown[] };
  const first = (errors?.[0] ?? {}) as { message?: unknown };
  const text = [message, first.message].find((part) => typeof part === 'string' && part !== '');
  const reason = typeof code === 'string' ? code : 'connection-failed';
  return { kind: 'unanswered', reason, message: typeof text === 'string' ? text : reason };
}
