import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startLoad } from '../../scripts/demo/load.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Limits {
  readonly limitMs: number;
  readonly endMs?: number;
}

/** Limits that a busy machine doesn't reach, unless lateness is what the test is about. */
const patient: Limits = { limitMs: 60_000 };

async function loaded(handler: RequestListener, enough: number, limits: Limits) {
  const made = createServer(handler);
  server = made;
  const connections = new Set<unknown>();
  made.on('connection', (socket) => connections.add(socket));
  await new Promise<void>((listening) => made.listen(0, '127.0.0.1', listening));
  const load = startLoad({
    url: `http://127.0.0.1:${(made.address() as AddressInfo).port}/`,
    perSecond: 200,
    ...limits,
  });
  while (load.report().sent < enough) await new Promise((resolve) => setImmediate(resolve));
  return { report: await load.stop(), connections: connections.size };
}

test('answers are counted by version; every tenth request has a connection of its own', async () => {
  const { report, connections } = await loaded((_request, response) => response.end('{"version":"a"}'), 30, patient);
  expect(report.lost).toEqual([]);
  expect(report.versions).toEqual(new Map([['a', report.sent]]));
  expect(report.traffic[0]).toEqual({ a: report.sent });
  expect(connections).toBeGreaterThanOrEqual(1 + Math.floor(report.sent / 10));
  expect(connections).toBeLessThan(report.sent);
});

describe('what is lost', () => {
  const cases: [string, RequestListener, RegExp, Limits][] = [
    ['an error', (_request, response) => void response.writeHead(502).end(), /^502$/, patient],
    ['a redirect', (_request, response) => void response.writeHead(302, { location: '/' }).end(), /^302$/, patient],
    ['a reset', (request) => void request.socket.destroy(), /^ECONNRESET$/, patient],
    [
      'half an answer',
      (_request, response) =>
        void response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy()),
      /^ECONNRESET$/,
      patient,
    ],
    [
      'a late answer',
      (_request, response) => void setTimeout(() => response.end(), 150),
      /^\d+ ms$/,
      { limitMs: 100, endMs: 60_000 },
    ],
    ['no answer', () => {}, /^\d+ ms$|^ABORT_ERR$|^TimeoutError$/, { limitMs: 100 }],
  ];
  test.each(cases)('%s', async (_name, handler, why, limits) => {
    const { report } = await loaded(handler, 5, limits);
    expect(report.lost).toHaveLength(report.sent);
    for (const loss of report.lost) expect(loss.why).toMatch(why);
  });
});
