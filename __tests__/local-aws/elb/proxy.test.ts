import { Agent, createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { ModifyListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type ElbWorld, elbWorld, stage } from './elb-world.ts';

const servers: (Server | SocketServer)[] = [];
const worlds: ElbWorld[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((at) => at.elb.close()));
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

async function serving(server: Server | SocketServer): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  servers.push(server);
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Proxied {
  readonly at: ElbWorld;
  readonly group: string;
  readonly listener: string;
  readonly address: string;
  /** Registers a target for the handler and waits until it is healthy. */
  readonly target: (id: string, handler: RequestListener) => Promise<{ readonly id: string; readonly port: number }>;
}

async function proxied(draining = true): Promise<Proxied> {
  const at = elbWorld({ listen: true, draining });
  worlds.push(at);
  const { group, listener } = await stage(at.client);
  const target = async (id: string, handler: RequestListener) => {
    const address = await serving(createServer(unlessChecked(handler)));
    at.elb.register(group, { id, port: 8080, address }, () => {});
    await at.clock.advance(2_000);
    return { id, port: 8080 };
  };
  return { at, group, listener, address: at.elb.address(listener) ?? '', target };
}

const unlessChecked =
  (handler: RequestListener): RequestListener =>
  (incoming, response) =>
    incoming.headers['user-agent'] === 'ELB-HealthChecker/2.0' ? void response.end() : handler(incoming, response);

const says =
  (text: string): RequestListener =>
  (_request, response) =>
    void response.end(text);

const get = async (address: string) => (await fetch(`http://${address}/`)).text();

test('requests go round robin to healthy targets, and the answer is the target’s own', async () => {
  const { address, target } = await proxied();
  await target('10.0.0.1', says('one'));
  await target('10.0.0.2', (_request, response) => {
    response.writeHead(201, { 'x-two': ['a', 'b'], 'set-cookie': ['c=1', 'd=2'] }).end('two');
  });
  const answers = [await get(address), await get(address), await get(address), await get(address)];
  expect(answers).toEqual(['one', 'two', 'one', 'two']);
  await get(address);
  const second = await fetch(`http://${address}/`);
  expect([second.status, second.headers.get('x-two'), second.headers.getSetCookie()]).toEqual([
    201,
    'a, b',
    ['c=1', 'd=2'],
  ]);
});

test('the target learns who asked, and gets the body', async () => {
  const { address, target } = await proxied();
  await target('10.0.0.1', async (incoming, response) => {
    let body = '';
    for await (const part of incoming) body += part;
    response.end(JSON.stringify({ body, url: incoming.url, method: incoming.method, headers: incoming.headers }));
  });
  const answer = await fetch(`http://${address}/a?b=c`, {
    method: 'POST',
    body: 'hello',
    headers: { 'x-forwarded-for': '203.0.113.7' },
  });
  expect(await answer.json()).toMatchObject({
    body: 'hello',
    url: '/a?b=c',
    method: 'POST',
    headers: {
      host: address,
      'x-forwarded-for': '203.0.113.7, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '80',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
    },
  });
});

test('an answer is passed on while it is written', async () => {
  const { address, target } = await proxied();
  const { promise: goOn, resolve: go } = Promise.withResolvers<void>();
  await target('10.0.0.1', async (_request, response) => {
    response.write('first');
    await goOn;
    response.end('second');
  });
  const reader = (await fetch(`http://${address}/`)).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first');
  go();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('second');
});

describe('what nobody answers, the load balancer answers', () => {
  test('503 without a target', async () => {
    const { address } = await proxied();
    const answer = await fetch(`http://${address}/`);
    expect([answer.status, answer.headers.get('server')]).toEqual([503, 'awselb/2.0']);
    expect(await answer.text()).toContain('503 Service Temporarily Unavailable');
  });

  test('502 for a target that resets the connection, or is gone since its last check', async () => {
    const { at, group, address, target } = await proxied();
    await target('10.0.0.1', (incoming) => incoming.socket.destroy());
    expect((await fetch(`http://${address}/`)).status).toBe(502);
    at.elb.deregister(group, { id: '10.0.0.1', port: 8080 }, () => {});
    at.elb.register(group, { id: '10.0.0.2', port: 8080 }, () => {});
    await at.clock.advance(2_000);
    expect((await fetch(`http://${address}/`)).status).toBe(502);
  });

  test('502 for a target that does not speak HTTP', async () => {
    const { at, group, address } = await proxied();
    const target = await serving(createSocketServer((socket) => socket.resume().end('hello\r\n')));
    at.elb.register(group, { id: '10.0.0.1', port: 8080, address: target }, () => {});
    await at.clock.advance(15_000);
    expect((await fetch(`http://${address}/`)).status).toBe(502);
  });

  test('an answer cut in its middle is cut for the client too', async () => {
    const { address, target } = await proxied();
    await target('10.0.0.1', (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    await expect(get(address)).rejects.toThrow();
  });

  test('all targets unhealthy: it fails open', async () => {
    const { at, group, address } = await proxied();
    const target = await serving(createServer((_request, response) => response.writeHead(500).end('broken')));
    at.elb.register(group, { id: '10.0.0.1', port: 8080, address: target }, () => {});
    await at.clock.advance(2_000);
    expect((await fetch(`http://${address}/`)).status).toBe(503);
    await at.clock.advance(10_000);
    expect(await get(address)).toBe('broken');
  });
});

test('a fixed response is given by the listener', async () => {
  const { at, listener, address } = await proxied();
  const FixedResponseConfig = { StatusCode: '418', ContentType: 'text/plain', MessageBody: 'tea' };
  const DefaultActions = [{ Type: 'fixed-response' as const, FixedResponseConfig }];
  await at.client.send(new ModifyListenerCommand({ ListenerArn: listener, DefaultActions }));
  const answer = await fetch(`http://${address}/`);
  expect([answer.status, await answer.text()]).toEqual([418, 'tea']);
});

describe('a target that is deregistered while it answers', () => {
  const slow =
    (started: () => void, go: Promise<void>): RequestListener =>
    async (_request, response) => {
      started();
      await go;
      response.end('late but whole');
    };

  test.each([
    ['finishes what is in flight', true, 'late but whole'],
    ['is cut off without draining', false, '502'],
  ])('%s', async (_name, draining, end) => {
    const { at, group, address, target } = await proxied(draining);
    const begun = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const first = await target('10.0.0.1', slow(begun.resolve, go.promise));
    const answer = fetch(`http://${address}/`);
    await begun.promise;
    await target('10.0.0.2', says('new'));
    at.elb.deregister(group, first, () => {});
    await at.clock.advance(10);
    const others = [await get(address), await get(address), await get(address)];
    expect(others).toEqual(['new', 'new', 'new']);
    go.resolve();
    const { status } = await answer;
    expect(status === 200 ? await (await answer).text() : String(status)).toBe(end);
  });

  test('a client’s connection stays and continues on the other target', async () => {
    const { at, group, address, target } = await proxied();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await target('10.0.0.1', says('old'));
    const before = await overAgent(address, agent);
    await target('10.0.0.2', says('new'));
    at.elb.deregister(group, first, () => {});
    await at.clock.advance(60_000);
    const after = await overAgent(address, agent);
    expect([before.text, after.text]).toEqual(['old', 'new']);
    expect(after.port).toBe(before.port);
    agent.destroy();
  });
});

/** One request over the agent's only connection: the answer, and the port that connection comes from. */
async function overAgent(address: string, agent: Agent): Promise<{ text: string; port: number | undefined }> {
  const outgoing = request(`http://${address}/`, { agent });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on('error', reject).on('response', resolve).end();
  });
  const port = response.socket.localPort;
  let text = '';
  for await (const part of response) text += part;
  return { text, port };
}
