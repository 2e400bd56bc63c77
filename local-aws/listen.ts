import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { WireRequest, WireResponse } from './service.ts';

export interface Listening {
  /** `http://127.0.0.1:4599` */
  readonly url: string;
  close(): Promise<void>;
}

export interface Answering {
  handle(request: WireRequest): Promise<WireResponse>;
  /** Waits so many milliseconds of the world's time. */
  sleep(ms: number): Promise<void>;
}

/** Serves on 127.0.0.1; without a port, on a free one. */
export async function listenOn(answering: Answering, port = 0): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    serve(answering, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(answering: Answering, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const response = await answering.handle({
    method: incoming.method ?? 'POST',
    path: incoming.url ?? '/',
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(',') : (value ?? ''),
      ]),
    ),
    body: await text(incoming),
  });
  if (response.delay !== undefined) await answering.sleep(response.delay);
  if (response.cut === true) return void outgoing.destroy();
  const body = Buffer.from(response.body);
  outgoing.writeHead(response.status, { ...response.headers, 'content-length': String(body.length) });
  if (response.cut === undefined || response.cut === false) return void outgoing.end(body);
  outgoing.write(body.subarray(0, response.cut), () => outgoing.destroy());
}
