import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { FakeEngine } from '../docker/fake-engine.ts';

const program = fileURLToPath(new URL('../../../local-aws/main.ts', import.meta.url));
/** Where the registry keeps its layers when nothing else is said. */
const own = mkdtempSync(join(tmpdir(), 'main-'));
let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

function start(...args: readonly string[]) {
  const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: own },
  });
  child = started;
  return started;
}

interface Addresses {
  readonly pid: number;
  readonly endpoint: string;
  readonly controls: string;
  readonly runtime: string;
  readonly registry: { readonly host: string; readonly url: string };
}

test('it says where everything is, opens the registry, and ends clean', async () => {
  const engine = await new FakeEngine().open();
  const started = start('--json', '--runtime', 'docker', '--docker-host', engine.host, '--registry-port', '0');
  const lines: string[] = [];
  for await (const line of createInterface({ input: started.stdout })) {
    lines.push(line);
    if (line.startsWith('{')) break;
  }
  const said = JSON.parse(lines.at(-1) ?? '') as Addresses;
  expect(said).toMatchObject({ pid: started.pid, region: 'eu-central-1', account: '111122223333', runtime: 'docker' });
  expect(lines).toContain(`export AWS_ENDPOINT_URL=${said.endpoint}`);
  expect((await fetch(`${said.controls}/health`)).status).toBe(200);
  expect((await fetch(`${said.registry.url}/v2/`)).status).toBe(401);
  expect(readdirSync(own)).toHaveLength(1);
  started.kill('SIGTERM');
  expect(await once(started, 'exit')).toEqual([0, null]);
  expect(readdirSync(own)).toEqual([]);
  await engine.close();
});

test.each([
  [
    ['--runtime', 'docker', '--docker-host', 'unix:///nowhere.sock'],
    'local-aws: the engine at unix:///nowhere.sock does not answer: connect ENOENT',
  ],
  [
    ['--registry-port', '0', '--registry-certificate', '/no.pem', '--registry-key', '/no.pem'],
    "local-aws: ENOENT: no such file or directory, open '/no.pem'",
  ],
  [['--runtime', 'podman'], 'local-aws: --runtime is scripted, process or docker, not podman'],
])('%j ends with a sentence', async (args, message) => {
  const started = start(...args);
  const [said, [code]] = await Promise.all([text(started.stderr), once(started, 'exit')]);
  expect(said).toContain(message);
  expect(said.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(1);
  expect(readdirSync(own)).toEqual([]);
});
