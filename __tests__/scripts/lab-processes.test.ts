import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { holdFile } from '../../scripts/lab/hold-file.ts';
import { LabError } from '../../scripts/lab/lab-error.ts';
import { lockMachine, unlockMachine } from '../../scripts/lab/lock-machine.ts';
import { isAlive, markProcess, readProcessFile, writeProcessFile } from '../../scripts/lab/process-file.ts';
import { lastLines, runCommand } from '../../scripts/lab/run-command.ts';
import { type Background, startProcess } from '../../scripts/lab/start-process.ts';
import { stopProcess } from '../../scripts/lab/stop-process.ts';

// Processes are told apart by /proc, as on every machine that can have a lab.
const onLinux = process.platform === 'linux' ? describe : describe.skip;

let folder: string;
const children: number[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-processes-'));
});
afterEach(() => {
  for (const pid of children.splice(0)) {
    if (markProcess(pid) !== undefined) process.kill(pid, 'SIGKILL');
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A program that says "up" in a file, and goes on. */
const background = (script: string, more: Partial<Background> = {}): Background => ({
  name: 'sample',
  command: process.execPath,
  args: ['-e', script, join(folder, 'up')],
  pidFile: join(folder, 'sample.json'),
  log: join(folder, 'sample.log'),
  ready: async () => existsSync(join(folder, 'up')),
  ...more,
});
const serving = `require('node:fs').writeFileSync(process.argv[1], 'up'); setInterval(() => {}, 1000);`;
const start = async (one: Background) => {
  const did = await startProcess(one).finally(() => {
    const pid = readProcessFile(one.pidFile)?.pid;
    if (pid !== undefined) children.push(pid);
  });
  return { did, pid: readProcessFile(one.pidFile)?.pid };
};
/** A process that lives until the test is over. */
const living = (): number => {
  const { pid = 0 } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  children.push(pid);
  return pid;
};

onLinux('a program in the background', () => {
  test('is started once, found again, stopped, and stopped is no failure', async () => {
    const first = await start(background(serving));
    expect(first.did).toBe('started');
    expect(await start(background(serving))).toEqual({ did: 'ran already', pid: first.pid });
    expect(await stopProcess(join(folder, 'sample.json'))).toBe('stopped');
    expect(markProcess(first.pid ?? 0)).toBeUndefined();
    expect(existsSync(join(folder, 'sample.json'))).toBe(false);
    expect(await stopProcess(join(folder, 'sample.json'))).toBe('was not running');
  });

  test('that ends says its last lines', async () => {
    const ending = background(`console.error('address in use'); process.exit(3);`);
    const error = await start(ending).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({
      message: 'sample ended while it started',
      details: ['address in use', `(all of it: ${ending.log})`],
    });
  });

  test('that is never ready is given up, with its last lines', async () => {
    const slow = background(`console.log('still loading'); setInterval(() => {}, 1000);`, { timeoutMs: 600 });
    await expect(start(slow)).rejects.toMatchObject({ message: 'sample is not ready after 0.6 s' });
  });

  test('that does not exist is said so', async () => {
    const missing = background('', { command: '/no/such/program' });
    await expect(start(missing)).rejects.toThrow('sample cannot be started: there is no /no/such/program');
  });

  test('that ignores SIGTERM is killed with its children', async () => {
    const deaf = `process.on('SIGTERM', () => {});
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      require('node:fs').writeFileSync(process.argv[1], String(child.pid)); setInterval(() => {}, 1000);`;
    await start(background(deaf));
    const child = Number(readFileSync(join(folder, 'up'), 'utf8'));
    expect(markProcess(child)).toBeDefined();
    expect(await stopProcess(join(folder, 'sample.json'), { patienceMs: 200 })).toBe('killed');
    while (markProcess(child) !== undefined) await new Promise(setImmediate);
  });
});

onLinux('a pid file', () => {
  test.each([
    ['a later process with the same number', () => JSON.stringify({ pid: process.pid, started: '1' })],
    ['a process that has ended', () => JSON.stringify({ pid: 2 ** 22 + 1, started: '1' })],
    ['half a file', () => '{"pid": 1'],
  ])('of %s is of nobody', (_, content) => {
    writeFileSync(join(folder, 'x.json'), content());
    expect(readProcessFile(join(folder, 'x.json'))).toBeUndefined();
  });

  test('names a process that lives', () => {
    writeProcessFile(join(folder, 'x.json'), process.pid);
    const mark = readProcessFile(join(folder, 'x.json'));
    expect(mark?.pid).toBe(process.pid);
    expect(mark && isAlive(mark)).toBe(true);
  });

  test('is held by one process at a time', async () => {
    const path = join(folder, 'held', 'up.json');
    const give = await holdFile(path, () => {});
    expect(readProcessFile(path)?.pid).toBe(process.pid);
    give();
    expect(existsSync(path)).toBe(false);
    const other = living();
    writeProcessFile(path, other);
    const refuse = holdFile(path, ({ pid }) => {
      throw new LabError(`busy: ${pid}`);
    });
    await expect(refuse).rejects.toThrow(`busy: ${other}`);
    const waiting = holdFile(path, () => process.kill(other, 'SIGKILL'));
    (await waiting)();
  });
});

onLinux('the lock of the machine', () => {
  test('is refused to another lab while its owner lives, with its folder and number', () => {
    const path = join(folder, 'locks', 'lock.json');
    const owner = living();
    lockMachine('/one', owner, path);
    expect(() => lockMachine('/two', undefined, path)).toThrow(
      `/one (process ${owner}). Stop it there: npm run lab -- down`,
    );
    expect(unlockMachine('/two', path)).toBe(false);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ root: '/one', pid: owner });
  });

  test('is taken over from a dead owner, and given back by its own lab', () => {
    const path = join(folder, 'lock.json');
    writeFileSync(path, JSON.stringify({ root: '/one', pid: process.pid, started: '1' }));
    lockMachine('/two', undefined, path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ root: '/two', pid: process.pid });
    expect(unlockMachine('/two', path)).toBe(true);
    expect(existsSync(path)).toBe(false);
    expect(unlockMachine('/two', path)).toBe(true);
  });

  test('stays with the living process of the same lab until another one is named', () => {
    const path = join(folder, 'lock.json');
    const server = living();
    lockMachine('/one', server, path);
    lockMachine('/one', undefined, path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: server });
    lockMachine('/one', process.pid, path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
  });
});

describe('a command', () => {
  const run = (script: string, options = {}) => runCommand(process.execPath, ['-e', script], options);

  test('returns what it prints, gets its input, and is written down', async () => {
    const log = join(folder, 'log');
    const script = `process.stdin.pipe(process.stdout); console.error('noise');`;
    expect(await run(script, { input: 'hello\n', log })).toBe('hello');
    expect(readFileSync(log, 'utf8')).toContain('noise');
  });

  test('that fails shows its end; one that is not there is named', async () => {
    const failing = run(`console.log('one'); console.error('the cause'); process.exit(7)`);
    await expect(failing).rejects.toMatchObject({
      message: expect.stringMatching(/^exit 7: /),
      details: expect.arrayContaining(['the cause']),
    });
    await expect(runCommand('/no/such/program', [])).rejects.toThrow('/no/such/program cannot be started');
  });

  test('shows twelve lines at most, none of them endless or empty', () => {
    const text = Array.from({ length: 40 }, (_, index) => `line ${index}\n`).join('\n') + 'x'.repeat(1_000);
    const lines = lastLines(text);
    expect(lines).toHaveLength(12);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(250);
    expect(lines[10]).toBe('line 39');
  });
});
