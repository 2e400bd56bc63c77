import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { checksOf } from '#verification/checks-of';
import { healthChecks } from '#verification/health-checks';
import { newCommit, oldCommit, scene, versionBody } from './far-end.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server on this machine, asked through sockets as in production; only the pauses between are virtual. */
async function check(fields: string, listener: RequestListener) {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const listed = await healthChecks.parse(`- url: http://127.0.0.1:${port}/health\n${fields}`);
  const [made] = checksOf({ 'health-checks': listed } as never, { network: {}, env: {} });
  return made?.run(scene().context);
}

test('by the bare address of a load balancer, with the Host header of the site', async () => {
  const hosts = new Set<string | undefined>();
  const result = await check('  headers: { Host: app.example.com }', (request, response) => {
    hosts.add(request.headers.host);
    response.writeHead(request.headers.host === 'app.example.com' ? 200 : 404).end();
  });
  expect([...hosts]).toEqual(['app.example.com']);
  expect(result).toMatchObject({ kind: 'passed', summary: expect.stringContaining('3 asked, 3 passed') });
});

test('old and new tasks in turns never pass', async () => {
  let asked = 0;
  const result = await check('  expect-version: { pointer: /version }', (_, response) => {
    response.end(versionBody(++asked % 2 === 0 ? oldCommit : newCommit));
  });
  expect(result).toMatchObject({ kind: 'failed', diagnosis: { code: 'version-mismatch' } });
  expect(asked).toBe(60);
});

test('a server that resets every connection', async () => {
  const result = await check('', (request) => void request.socket.resetAndDestroy());
  expect(result).toMatchObject({
    diagnosis: { code: 'http-check-failed', what: expect.stringContaining('ECONNRESET') },
  });
});
