import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net';
import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, describe, expect, test } from '@jest/globals';
import { matches } from '../../../local-aws/elb/probe-target.ts';
import type { TargetHealth } from '../../../local-aws/world.ts';
import { type ElbWorld, elbWorld, stage } from './elb-world.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))));
});

async function serving(server: Server): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

async function healthOf({ client }: ElbWorld, TargetGroupArn: string) {
  const { TargetHealthDescriptions = [] } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  return TargetHealthDescriptions.map(({ TargetHealth: health }) => `${health?.State} ${health?.Reason ?? ''}`.trim());
}

test('a target is registered, checked and healthy after one check that passes', async () => {
  const at = elbWorld();
  const { group } = await stage(at.client);
  const told: string[] = [];
  at.elb.register(group, { id: '10.0.0.1', port: 8080 }, (health) => told.push(health.state));
  expect(await healthOf(at, group)).toEqual(['initial Elb.RegistrationInProgress']);
  await at.clock.advance(2_000);
  expect(await healthOf(at, group)).toEqual(['healthy']);
  expect(told).toEqual(['initial', 'initial', 'healthy']);
});

test('thresholds count consecutive checks, up and down', async () => {
  const at = elbWorld();
  const { group } = await stage(at.client);
  let answer: TargetHealth = { state: 'unhealthy', reason: 'Target.FailedHealthChecks' };
  const told: string[] = [];
  at.elb.register(group, { id: '10.0.0.1', port: 8080, scripted: () => answer }, ({ state }) => told.push(state));
  await at.clock.advance(2_000);
  expect(await healthOf(at, group)).toEqual(['initial Elb.InitialHealthChecking']);
  await at.clock.advance(10_000);
  expect(await healthOf(at, group)).toEqual(['unhealthy Target.FailedHealthChecks']);
  answer = { state: 'healthy' };
  await at.clock.advance(20_000);
  expect(await healthOf(at, group)).toEqual(['unhealthy Target.FailedHealthChecks']);
  await at.clock.advance(10_000);
  expect(await healthOf(at, group)).toEqual(['healthy']);
  answer = { state: 'unhealthy', reason: 'Target.Timeout' };
  await at.clock.advance(10_000);
  answer = { state: 'healthy' };
  await at.clock.advance(60_000);
  expect(await healthOf(at, group)).toEqual(['healthy']);
  expect(told).toEqual(['initial', 'initial', 'unhealthy', 'healthy']);
});

describe('checks over a socket end with AWS’s reasons', () => {
  const answer =
    (code: number): RequestListener =>
    (_request, response) =>
      void response.writeHead(code).end();
  const cases: [string, () => Server, string, string][] = [
    ['the path answers 200', () => createServer(answer(200)), 'healthy', ''],
    ['the path answers 503', () => createServer(answer(503)), 'unhealthy Target.ResponseCodeMismatch', '[503]'],
    ['nothing is answered', () => createServer(() => {}), 'unhealthy Target.Timeout', 'Request timed out'],
    [
      'the connection is reset',
      () => createSocketServer((socket) => socket.destroy()),
      'unhealthy Target.FailedHealthChecks',
      'Health checks failed',
    ],
  ];
  test.each(cases)('%s', async (_name, make, state, description) => {
    const at = elbWorld();
    const { group } = await stage(at.client, { HealthCheckTimeoutSeconds: 5 });
    const server = make();
    const port = await serving(server);
    const told: TargetHealth[] = [];
    at.elb.register(group, { id: '10.0.0.1', port: 8080, address: `127.0.0.1:${port}` }, (one) => told.push(one));
    if (description === 'Request timed out') {
      // Virtual time stands still while a request is under way: here the request itself waits for time.
      const free = elbWorld({ busy: (work) => work() });
      const other = await stage(free.client, { HealthCheckTimeoutSeconds: 5 });
      free.elb.register(other.group, { id: '10.0.0.1', port: 8080, address: `127.0.0.1:${port}` }, (one) =>
        told.push(one),
      );
      await free.clock.advance(20_000);
      expect(await healthOf(free, other.group)).toEqual([state]);
      (server as ReturnType<typeof createServer>).closeAllConnections();
    } else {
      await at.clock.advance(15_000);
      expect(await healthOf(at, group)).toEqual([state]);
    }
    expect(told.at(-1)?.description ?? '').toContain(description);
    await at.elb.close();
  });

  test('a port where nobody listens', async () => {
    const at = elbWorld();
    const { group } = await stage(at.client, { HealthCheckProtocol: 'TCP' });
    const port = await serving(createSocketServer());
    at.elb.register(group, { id: '10.0.0.1', port: 8080, address: `127.0.0.1:${port}` }, () => {});
    at.elb.register(group, { id: '10.0.0.2', port: 8080, address: '127.0.0.1:1' }, () => {});
    await at.clock.advance(15_000);
    expect(await healthOf(at, group)).toEqual(['healthy', 'unhealthy Target.FailedHealthChecks']);
  });
});

test('a target drains for the whole delay, then it is gone', async () => {
  const at = elbWorld();
  const { group } = await stage(at.client);
  const target = { id: '10.0.0.1', port: 8080 };
  const told: string[] = [];
  let drained = 0;
  at.elb.register(group, target, (health) => told.push(health.state));
  await at.clock.advance(5_000);
  at.elb.deregister(group, target, () => drained++);
  at.elb.deregister(group, target, () => drained++);
  await at.clock.advance(29_999);
  expect(await healthOf(at, group)).toEqual(['draining Target.DeregistrationInProgress']);
  expect(drained).toBe(0);
  await at.clock.advance(1);
  expect(await healthOf(at, group)).toEqual([]);
  expect(drained).toBe(2);
  expect(told).toEqual(['initial', 'initial', 'healthy', 'draining']);
  expect(at.world.timeline.map(({ state }) => state)).toEqual(['initial', 'initial', 'healthy', 'draining', 'unused']);
});

test('a target that is not there is drained at once', async () => {
  const at = elbWorld();
  const { group } = await stage(at.client);
  let drained = 0;
  at.elb.deregister(group, { id: '10.0.0.9', port: 1 }, () => drained++);
  await at.clock.advance(0);
  expect(drained).toBe(1);
});

test('targets of the API: registered, asked for by name, deregistered', async () => {
  const at = elbWorld();
  const { group: TargetGroupArn } = await stage(at.client);
  await at.client.send(
    new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.0.0.1' }, { Id: '10.0.0.2', Port: 9090 }] }),
  );
  await at.clock.advance(5_000);
  await at.client.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.0.0.1' }] }));
  const Targets = [{ Id: '10.0.0.1' }, { Id: '10.0.0.2', Port: 9090 }, { Id: '10.0.0.3' }];
  const answer = await at.client.send(new DescribeTargetHealthCommand({ TargetGroupArn, Targets }));
  expect(
    answer.TargetHealthDescriptions?.map((one) => [
      one.Target?.Port,
      one.TargetHealth?.State,
      one.TargetHealth?.Reason,
    ]),
  ).toEqual([
    [8080, 'draining', 'Target.DeregistrationInProgress'],
    [9090, 'healthy', undefined],
    [8080, 'unused', 'Target.NotRegistered'],
  ]);
});

test('a group without a listener is not used, until it gets one', async () => {
  const at = elbWorld();
  const { listener, group, balancer } = await stage(at.client);
  const { DeleteListenerCommand, CreateListenerCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  await at.client.send(new DeleteListenerCommand({ ListenerArn: listener }));
  at.elb.register(group, { id: '10.0.0.1', port: 8080 }, () => {});
  await at.clock.advance(60_000);
  expect(await healthOf(at, group)).toEqual(['unused Target.NotInUse']);
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: group }];
  await at.client.send(
    new CreateListenerCommand({ LoadBalancerArn: balancer, Port: 80, Protocol: 'HTTP', DefaultActions }),
  );
  await at.clock.advance(2_000);
  expect(await healthOf(at, group)).toEqual(['healthy']);
});

test.each([
  ['200', 200, true],
  ['200', 204, false],
  ['200,204', 204, true],
  ['200-299', 299, true],
  ['200-299,404', 300, false],
])('matcher %s for %i', (matcher, code, passed) => {
  expect(matches(matcher, code)).toBe(passed);
});
