import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type DockerRuntime, dockerRuntime } from '../../../local-aws/runtimes/docker.ts';
import { OWNER_LABEL, ownOwner } from '../../../local-aws/runtimes/docker-owner.ts';
import { FakeEngine, frame, type Program } from './fake-engine.ts';
import { digest, runContainer, specOf } from './run-container.ts';

let engine: FakeEngine;
let runtime: DockerRuntime;
const open = async () => {
  runtime = await dockerRuntime({ host: engine.host });
};
const has = (program: Program) => engine.images.set('app:v1', { id: 'sha256:1', ...program });

beforeEach(async () => {
  engine = await new FakeEngine().open();
});
afterEach(async () => {
  await runtime.closeAll();
  await engine.close();
});

const exec =
  'OCI runtime create failed: container_linux.go:367: starting container process caused: exec: "no": executable file not found in $PATH: unknown';
const ends: readonly (readonly [string, Program, string, readonly string[]])[] = [
  ['well', { exit: 0, log: [frame(1, 'one\n'), frame(2, 'two')] }, 'exit 0', ['one', 'two']],
  ['with a code, at once', { exit: 3 }, 'exit 3', []],
  [
    'without memory',
    { exit: 137, outOfMemory: true },
    'exit 137: OutOfMemoryError: Container killed due to memory usage',
    [],
  ],
  [
    'without such a program',
    { start: [400, exec] },
    'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "no": executable file not found in $PATH: unknown',
    [],
  ],
  ['refused', { create: [409, 'name in use'] }, 'CannotCreateContainerError: name in use', []],
  [
    'with a log that the engine breaks off',
    {
      exit: 0,
      log: [frame(1, 'one\n'), frame(1, 'tw'), frame(1, 'o\n'), frame(1, 'three\n')],
      followed: [frame(1, 'one\n'), frame(1, 'tw'), frame(1, 'o\n').subarray(0, 9)],
    },
    'exit 0',
    ['one', 'two', 'three'],
  ],
];

test.each(ends)('a container ends %s', async (_name, program, end, lines) => {
  has(program);
  await open();
  const ran = runContainer(runtime, specOf());
  expect(await ran.ended).toBe(end);
  expect(ran.lines).toEqual(lines);
});

test('an ended container leaves the engine, the network of its task with the task', async () => {
  has({ exit: 0 });
  await open();
  const spec = specOf();
  await runContainer(runtime, spec).ended;
  const app = engine.container('app');
  const [holder] = [...engine.containers.values()].filter(({ id }) => id !== app.id);
  while (!engine.removed.includes(app.id)) await new Promise((resolve) => setImmediate(resolve));
  expect(engine.removed).not.toContain(holder?.id);
  runtime.taskOver?.(spec.taskId);
  while (!engine.removed.includes(holder?.id ?? '')) await new Promise((resolve) => setImmediate(resolve));
});

test('it is created as the task definition says', async () => {
  has({});
  await open();
  const healthCheck = { command: ['CMD-SHELL', 'true'], interval: 5, timeout: 2, retries: 3, startPeriod: 1 };
  const ran = runContainer(
    runtime,
    specOf({
      environment: { A: 'x=y', B: '' },
      command: ['run'],
      entryPoint: ['sh', '-c'],
      workingDirectory: '/srv',
      user: '1000',
      memory: 64,
      readonlyRootFilesystem: true,
      healthCheck,
    }),
  );
  await ran.running;
  const { body } = engine.container('app');
  const bytes = 64 * 1024 * 1024;
  expect(body).toMatchObject({
    Image: 'sha256:1',
    Env: ['A=x=y', 'B='],
    Cmd: ['run'],
    Entrypoint: ['sh', '-c'],
    WorkingDir: '/srv',
    User: '1000',
    Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 5e9, Timeout: 2e9, Retries: 3, StartPeriod: 1e9 },
    HostConfig: { ReadonlyRootfs: true, Memory: bytes, MemorySwap: bytes },
    Labels: { [OWNER_LABEL]: ownOwner() },
  });
});

test("what the definition leaves out is the image's, except its health check", async () => {
  has({});
  await open();
  await runContainer(runtime, specOf()).running;
  const { body } = engine.container('app');
  expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['Cmd']));
  expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['Entrypoint']));
  expect(body.Healthcheck).toEqual({ Test: ['NONE'] });
});

test('containers of a task share a network that publishes all their ports on loopback; another task has its own', async () => {
  has({});
  await open();
  const taskPorts = [8080, 9090];
  const web = await runContainer(runtime, specOf({ name: 'web', ports: [9090], taskPorts })).running;
  await runContainer(runtime, specOf({ name: 'side', taskPorts })).running;
  await runContainer(runtime, specOf({ name: 'other', taskId: 'fedcba9876543210' })).running;
  expect(web.address).toBe('127.0.0.1:49090');
  expect(web.details?.addresses).toEqual(
    new Map([
      [8080, '127.0.0.1:48080'],
      [9090, '127.0.0.1:49090'],
    ]),
  );
  const networkOf = (name: string) => (engine.container(name).body.HostConfig as { NetworkMode: string }).NetworkMode;
  expect(networkOf('web')).toMatch(/^container:c\d+$/);
  expect(networkOf('side')).toBe(networkOf('web'));
  expect(networkOf('other')).not.toBe(networkOf('web'));
  const holder = engine.containers.get(networkOf('web').slice(10))?.body;
  expect(holder?.HostConfig).toMatchObject({
    PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
    ExtraHosts: ['host.docker.internal:host-gateway'],
  });
});

describe('being stopped', () => {
  test.each([
    [{ stopCode: 0 }, 30, 'exit 0'],
    [{ stopCode: 143 }, 1.2, 'exit 143'],
  ])('%j', async (program, stopTimeout, end) => {
    has(program);
    await open();
    const ran = runContainer(runtime, specOf({ stopTimeout }));
    await ran.running;
    ran.container.stop();
    ran.container.stop();
    expect(await ran.ended).toBe(end);
    expect(engine.asked.filter((one) => one.endsWith('/stop'))).toHaveLength(1);
  });

  test('before it has begun it is never started', async () => {
    has({});
    await open();
    const ran = runContainer(runtime, specOf());
    ran.container.stop();
    await runtime.closeAll();
    expect(engine.asked.filter((one) => one.endsWith('/start'))).toHaveLength(1);
    expect(ran.lines).toEqual([]);
  });
});

test('health is what the engine tells, also after it has broken off', async () => {
  has({});
  await open();
  const ran = runContainer(runtime, specOf());
  await ran.running;
  const { id } = engine.container('app');
  const event = (Action: string, ID = id) => ({
    Type: 'container',
    Action,
    Actor: { ID },
    timeNano: 1_795_269_047_420_000_000,
  });
  await engine.listenedTo();
  for (const one of [event('health_status: healthy', 'unknown'), event('exec_die'), event('health_status: healthy')])
    engine.tell(one);
  while (ran.health.length === 0) await new Promise((resolve) => setImmediate(resolve));
  engine.breakEvents();
  await engine.listenedTo();
  engine.tell(event('health_status: unhealthy'));
  while (ran.health.length === 1) await new Promise((resolve) => setImmediate(resolve));
  expect(ran.health).toEqual(['HEALTHY', 'UNHEALTHY']);
});

test('an engine that goes away ends its containers with a reason', async () => {
  has({});
  await open();
  const ran = runContainer(runtime, specOf());
  await ran.running;
  await engine.close();
  expect(await ran.ended).toMatch(/^exit 255: CannotInspectContainerError: the engine at unix:.* does not answer: /);
});

test('without an engine nothing begins', async () => {
  await open();
  await expect(dockerRuntime({ host: 'unix:///nowhere/docker.sock' })).rejects.toThrow(
    'the engine at unix:///nowhere/docker.sock does not answer: connect ENOENT',
  );
  await expect(dockerRuntime({ host: 'ssh://far' })).rejects.toThrow(
    'is unix:///path or tcp://host:port, not ssh://far',
  );
});

test('the start removes what a dead one left, and nothing of a living one', async () => {
  const labelled = (Id: string, owner: string) => ({ Id, Labels: { [OWNER_LABEL]: owner } });
  engine.found.push(
    labelled('dead', `${hostname()}/999999999/1`),
    labelled('alive', ownOwner()),
    labelled('elsewhere', 'far/1/1'),
  );
  await open();
  expect(engine.removed).toEqual(['dead']);
});

test('the end leaves nothing running and starts nothing any more', async () => {
  has({});
  await open();
  const one = runContainer(runtime, specOf({ name: 'one' }));
  const two = runContainer(runtime, specOf({ name: 'two', image: 'app:v1', digest }));
  await Promise.all([one.running, two.running]);
  await runtime.closeAll();
  expect(await one.ended).toBe('exit 137');
  expect(await two.ended).toBe('exit 137');
  expect(new Set(engine.removed)).toEqual(new Set(engine.containers.keys()));
  expect(await runContainer(runtime, specOf({ name: 'late' })).ended).toContain('local-aws has ended');
});
