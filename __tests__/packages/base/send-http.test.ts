import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { HttpAnswer, HttpRequest } from '#base/network';
import { sendHttp } from '#base/send-http';

const open: { close(): unknown; closeAllConnections?(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

async function listen(server: Server | ReturnType<typeof createNetServer>): Promise<URL> {
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

const serve = (listener: RequestListener) => listen(createServer(listener));

const ask = (url: URL, more: Partial<HttpRequest> = {}, signal = new AbortController().signal): Promise<HttpAnswer> =>
  sendHttp({ url, method: 'GET', headers: {}, timeoutMs: 25_000, ...more }, signal);

describe('an answer', () => {
  test('brings status, headers and body', async () => {
    const url = await serve((_, response) => {
      response.writeHead(503, { 'X-Version': 'abc1234' }).end('busy\n');
    });
    expect(await ask(url)).toMatchObject({
      kind: 'answered',
      status: 503,
      headers: { 'x-version': 'abc1234' },
      body: 'busy\n',
      tookMs: expect.any(Number),
    });
  });

  test('comes over a connection of its own', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      expect(request.headers.connection).toBe('close');
      response.end();
    });
    for (let n = 0; n < 3; n++) await ask(url);
    expect(ports.size).toBe(3);
  });

  test('carries method, body and the Host header of the request', async () => {
    const url = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      response.end(
        `${request.method} ${request.headers.host} ${request.headers['content-length']} ${Buffer.concat(chunks)}`,
      );
    });
    const answer = await ask(url, { method: 'POST', body: 'ünï', headers: { Host: 'app.example.com' } });
    expect(answer).toMatchObject({ body: 'POST app.example.com 5 ünï' });
  });

  test('is not followed when it is a redirect', async () => {
    const url = await serve((_, response) => void response.writeHead(302, { location: '/there' }).end());
    expect(await ask(url)).toMatchObject({ kind: 'answered', status: 302, headers: { location: '/there' } });
  });

  test('has at most 64 KiB of body, however much comes', async () => {
    let written = 0;
    const url = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384))) written += 16_384;
      };
      response.on('drain', more);
      more();
    });
    const answer = await ask(url);
    expect(answer.kind === 'answered' && answer.body.length).toBe(65_536);
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('no answer', () => {
  test('when nothing listens', async () => {
    const url = await serve(() => {});
    const closed = open.pop() as Server;
    await new Promise((resolve) => closed.close(resolve));
    expect(await ask(url)).toMatchObject({ kind: 'unanswered', reason: 'ECONNREFUSED' });
  });

  test('when the name does not resolve', async () => {
    const answer = await ask(new URL('http://nowhere.invalid/'));
    expect(answer).toMatchObject({ kind: 'unanswered', reason: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
  });

  const cuts: readonly [string, (url: () => Promise<URL>) => Promise<URL>, string | RegExp][] = [
    ['the connection is reset', () => serve((request) => void request.socket.resetAndDestroy()), 'ECONNRESET'],
    ['the connection ends without a word', () => serve((request) => void request.socket.destroy()), 'ECONNRESET'],
    [
      'the body is cut',
      () =>
        serve((_, response) => {
          response.writeHead(200, { 'content-length': '100' }).write('half');
          setImmediate(() => response.socket?.destroy());
        }),
      'ECONNRESET',
    ],
    ['it is no HTTP', () => listen(createNetServer((socket) => void socket.end('220 mail ready\r\n'))), /^HPE_/],
  ];
  test.each(cuts)('when %s', async (_, start, reason) => {
    const answer = await ask(await start(() => serve(() => {})));
    expect(answer).toMatchObject({ kind: 'unanswered', reason: expect.stringMatching(reason) });
  });
});

describe('time', () => {
  const slow: readonly [string, RequestListener][] = [
    ['says nothing', () => {}],
    ['sends headers only', (_, response) => void response.writeHead(200, { 'content-length': '9' }).flushHeaders()],
    [
      'drips',
      (_, response) => {
        const drip = setInterval(() => response.write('.'), 10);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ];
  test.each(slow)('ends a server that %s', async (_, listener) => {
    const url = await serve(listener);
    const answer = await ask(url, { timeoutMs: 120 });
    expect(answer).toMatchObject({ kind: 'unanswered', reason: 'timeout' });
    expect(answer.tookMs).toBeGreaterThanOrEqual(115);
  });

  test('is ended by the signal, with its reason', async () => {
    const abort = new AbortController();
    const url = await serve(() => abort.abort(new Error('cancelled')));
    await expect(ask(url, {}, abort.signal)).rejects.toThrow('cancelled');
    await expect(ask(url, {}, abort.signal)).rejects.toThrow('cancelled');
  });
});
