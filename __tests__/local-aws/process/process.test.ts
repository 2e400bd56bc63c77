import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { realClock } from '../../../local-aws/clock.ts';
import type { ContainerSpec } from '../../../local-aws/runtime.ts';
import type { ProcessRuntime } from '../../../local-aws/runtimes/process.ts';
import { imageOf, runContainer, runtimeOf, specOf } from './run-container.ts';

const serve = `
  import { createServer } from 'node:http';
  createServer((request, response) => response.end(process.env.GREETING)).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
`;
const forever = 'setInterval(() => {}, 1000); console.log("ready");';
const deaf = `process.on('SIGTERM', () => console.log('no')); ${forever}`;
const polite = `process.on('SIGTERM', () => process.exit(7)); ${forever}`;

let runtime: ProcessRuntime | undefined;
afterEach(async () => {
  await runtime?.closeAll();
});

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const until = async (condition: () => boolean) => {
  for (const end = Date.now() + 10_000; !condition() && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(condition()).toBe(true);
};

describe('how a container ends', () => {
  const cases: [string, string, Partial<ContainerSpec>, string, string[]][] = [
    ['by itself', 'console.log("bye")', {}, 'exit 0', ['bye']],
    ['with a code', 'console.error("no"); process.exit(3)', {}, 'exit 3', ['no']],
    ['with a line that has no end', 'process.stdout.write("half")', {}, 'exit 0', ['half']],
    ['by a signal of its own', 'process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000)', {}, 'exit 137', []],
    ['with the command given', '', { command: ['node', '-e', 'console.log("mine")'] }, 'exit 0', ['mine']],
    ['with an entry point', '', { entryPoint: ['node', '-e'], command: ['console.log(1)'] }, 'exit 0', ['1']],
    [
      'without such a program',
      '',
      { command: ['no-such-program'] },
      'CannotStartContainerError: spawn no-such-program ENOENT',
      [],
    ],
    [
      'without an image',
      '',
      { image: 'host.example/other:1' },
      'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref host.example/other:1: host.example/other:1: not found',
      [],
    ],
  ];
  test.each(cases)('%s', async (_name, program, spec, end, lines) => {
    runtime = runtimeOf(program);
    const ran = runContainer(runtime, specOf(spec));
    expect(await ran.ended).toBe(end);
    expect(ran.lines).toEqual(lines);
  });
});

test('it serves on the port it is given, with its own environment and nothing of ours', async () => {
  process.env.SECRET_OF_OURS = 'x';
  runtime = runtimeOf(serve);
  const ran = runContainer(runtime, specOf({ environment: { GREETING: 'hello', PORT: '8080' } }));
  const address = await ran.running;
  await until(() => ran.lines.includes('ready'));
  expect(await (await fetch(`http://${address}/`)).text()).toBe('hello');

  const seen = runContainer(
    runtime,
    specOf({ ports: [8080, 9090], command: ['node', '-p', 'JSON.stringify(process.env)'] }),
  );
  await seen.ended;
  const environment = JSON.parse(seen.lines.join(''));
  expect(Object.keys(environment)).toEqual(expect.arrayContaining(['PORT', 'PORT_8080', 'PORT_9090']));
  expect(environment.PORT).toBe(environment.PORT_8080);
  expect(environment.SECRET_OF_OURS).toBeUndefined();
});

describe('being stopped', () => {
  test.each([
    ['leaves by itself on SIGTERM', polite, 30, 'exit 7'],
    ['does not listen to SIGTERM', forever, 30, 'exit 143'],
    ['ignores SIGTERM', deaf, 0.3, 'exit 137'],
  ])('%s', async (_name, program, stopTimeout, end) => {
    runtime = runtimeOf(program);
    const ran = runContainer(runtime, specOf({ stopTimeout }));
    await until(() => ran.lines.includes('ready'));
    ran.container.stop();
    ran.container.stop();
    expect(await ran.ended).toBe(end);
  });

  test('before it has begun', async () => {
    runtime = runtimeOf(forever);
    const ran = runContainer(runtime, specOf());
    ran.container.stop();
    expect(await ran.ended).toBe('exit 137');
  });
});

describe('health checks run for real, with the port of this machine', () => {
  const fetchPort = 'node -e "fetch(\'http://localhost:8080/\').then(() => process.exit(0), () => process.exit(1))"';
  const check = { interval: 1, timeout: 60, retries: 2, startPeriod: 0 };
  test.each([
    ['a shell line', ['CMD-SHELL', 'test -f app.mjs'], 'HEALTHY'],
    ['a shell line that fails', ['CMD-SHELL', 'exit 1'], 'UNHEALTHY'],
    ['a program', ['CMD', 'node', '-e', ''], 'HEALTHY'],
    ['a program that is not there', ['CMD', 'no-such-program'], 'UNHEALTHY'],
    ['a request to the container port', ['CMD-SHELL', fetchPort], 'HEALTHY'],
  ])('%s', async (_name, command, status) => {
    runtime = runtimeOf(serve, realClock(20));
    const ran = runContainer(runtime, specOf({ healthCheck: { ...check, command } }));
    await until(() => ran.health.length > 0);
    expect(ran.health[0]).toBe(status);
  });
});

test('nothing outlives the runtime, not even what a container started itself', async () => {
  const child =
    'import { spawn } from "node:child_process"; console.log(spawn("sleep", ["60"]).pid); setInterval(() => {}, 1000);';
  const one = runtimeOf(child);
  const ran = runContainer(one, specOf());
  await until(() => ran.lines.length === 1);
  const pid = Number(ran.lines[0]);
  expect(alive(pid)).toBe(true);
  await one.closeAll();
  await until(() => !alive(pid));
  expect(await ran.ended).toBe('exit 137');
  expect(await runContainer(one, specOf()).ended).toContain('CannotPullContainerError');
});

test('containers die when the program that runs them is killed', async () => {
  const directory = imageOf('console.log("pid", process.pid); setInterval(() => {}, 1000);');
  const host = fileURLToPath(new URL('./host.ts', import.meta.url));
  const parent = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', host, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: parent.stdout }), 'line');
  const pid = Number(String(line).split(' ')[1]);
  expect(alive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !alive(pid));
});
