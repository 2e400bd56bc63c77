import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request as open, type ServerResponse } from 'node:http';
import type { Listener, RegisteredTarget } from './model.ts';

/** An Application Load Balancer's limits: 10 s to connect, 60 s without a byte ("HTTP 504" in its troubleshooting guide). */
const connectMs = 10_000;
const idleMs = 60_000;

const errors = {
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
} as const;

/** Headers that belong to one connection and not to the request (RFC 9110, section 7.6.1). */
const hopByHop = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/**
 * Sends one request to a target and its answer back, both as streams. What goes wrong before the answer begins is a 502
 * (refused, reset, not HTTP) or a 504 (too late); later the client's connection is cut. Nothing is ever sent twice.
 */
export function proxyRequest(
  entry: RegisteredTarget,
  listener: Listener,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(`http://${entry.target.address ?? '127.0.0.1:9'}`);
  entry.agent ??= new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  let late = false;
  const upstream = open({
    agent: entry.agent,
    host: url.hostname,
    port: url.port,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: forwarded(request, listener),
  });
  entry.inFlight.add(upstream);
  const expire = () => {
    late = true;
    upstream.destroy();
  };
  const connecting = setTimeout(expire, connectMs);
  upstream.on('socket', (socket) => {
    if (socket.connecting) socket.once('connect', () => clearTimeout(connecting));
    else clearTimeout(connecting);
  });
  upstream.setTimeout(idleMs, expire);
  upstream.on('close', () => {
    clearTimeout(connecting);
    entry.inFlight.delete(upstream);
  });
  upstream.on('error', () => {
    if (response.headersSent) response.destroy();
    else answerError(response, late ? 504 : 502);
  });
  upstream.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer));
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
  request.pipe(upstream);
}

/** An answer of the load balancer itself. */
export function answerError(response: ServerResponse, status: keyof typeof errors): void {
  if (response.destroyed) return;
  const title = `${status} ${errors[status]}`;
  response.writeHead(status, { server: 'awselb/2.0', 'content-type': 'text/html' });
  response.end(`<html>\r\n<head><title>${title}</title></head>\r\n<body><h1>${title}</h1></body>\r\n</html>\r\n`);
}

function forwarded(request: IncomingMessage, listener: Listener): OutgoingHttpHeaders {
  const client = request.socket.remoteAddress ?? '127.0.0.1';
  const before = request.headers['x-forwarded-for'];
  const trace = Math.floor(Date.now() / 1000).toString(16);
  return {
    ...endToEnd(request),
    'x-forwarded-for': before === undefined ? client : `${before}, ${client}`,
    'x-forwarded-proto': listener.protocol.toLowerCase(),
    'x-forwarded-port': String(listener.port),
    'x-amzn-trace-id': request.headers['x-amzn-trace-id'] ?? `Root=1-${trace}-${'0'.repeat(24)}`,
  };
}

function endToEnd(message: IncomingMessage): OutgoingHttpHeaders {
  const named = (message.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set([...hopByHop, ...named]);
  return Object.fromEntries(Object.entries(message.headers).filter(([name]) => !dropped.has(name)));
}
