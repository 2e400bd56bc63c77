import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Clock } from '#base/clock';
import { type ProcessOptions, runProcess } from '#base/run-process';

const node = process.execPath;
const env = { PATH: process.env.PATH };

const run = (script: string, more: Partial<ProcessOptions> = {}) =>
  runProcess({ argv: [node, '-e', script], env, timeoutMs: 20_000, signal: new AbortController().signal, ...more });

/** Whether a process still runs; one that ended and waits for its parent to notice (a zombie, on Linux) does not. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits for its end; for one that never comes the test's own time is over. */
async function gone(pid: number): Promise<boolean> {
  expect(pid).toBeGreaterThan(0);
  while (alive(pid)) await sleep(20);
  return true;
}

/** Time that passes by hand: `pass` ends the sleep of so many milliseconds, when it has begun. */
function handClock() {
  const sleeps = new Map<number, PromiseWithResolvers<void>>();
  const sleepOf = (ms: number) => {
    const known = sleeps.get(ms) ?? Promise.withResolvers<void>();
    sleeps.set(ms, known);
    return known;
  };
  const asked: number[] = [];
  const clock: Clock = {
    now: () => 0,
    sleep(ms) {
      asked.push(ms);
      return sleepOf(ms).promise;
    },
  };
  return { clock, asked, pass: (ms: number) => sleepOf(ms).resolve() };
}

/** Starts a child in the same group, prints its id and waits for ever. */
const withChild = (childScript: string, own = '') => `
  ${own}
  const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(childScript)}], { stdio: 'inherit' });
  console.log(child.pid);
  setInterval(() => {}, 1000);`;

const ends: readonly [string, string, object][] = [
  ['exits 0', '', { exitCode: 0, signal: null, timedOut: false, tail: [] }],
  ['exits 3', 'console.error("no table"); process.exitCode = 3', { exitCode: 3, tail: ['no table'] }],
  ['ends by a signal', 'process.kill(process.pid, "SIGKILL")', { exitCode: null, signal: 'SIGKILL', timedOut: false }],
  ['writes without an end of line', 'process.stdout.write("a\\r\\nb")', { tail: ['a', 'b'] }],
];
test.each(ends)('a program that %s', async (_, script, end) => {
  expect(await run(script)).toMatchObject(end);
});

test('the environment is the given one and nothing else', async () => {
  const { tail } = await run('console.log(process.env.RELEASE, process.env.HOME)', { env: { ...env, RELEASE: '7-1' } });
  expect(tail).toEqual(['7-1 undefined']);
});

test('arguments are handed over as they are: no shell reads them', async () => {
  const argv = [node, '-e', 'console.log(process.argv[1])', '$HOME; echo `x` "y"'] as const;
  const { tail } = await run('', { argv });
  expect(tail).toEqual(['$HOME; echo `x` "y"']);
});

test('lines are streamed, the kept output is bounded', async () => {
  const lines: string[] = [];
  const script = 'for (let n = 0; n < 5000; n++) console.log("line " + n); process.stdout.write("x".repeat(100000))';
  const { tail } = await run(script, { onLine: (line) => lines.push(line) });
  expect(lines.filter((line) => line.startsWith('line'))).toHaveLength(5_000);
  expect(tail.length).toBeLessThanOrEqual(100);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(4_096);
});

test.each([
  ['does not exist', 'no-such-program-here', 'ENOENT'],
  ['may not be run', '/etc/passwd', 'EACCES'],
])('a program that %s is an error with its code', async (_, program, code) => {
  await expect(run('', { argv: [program] })).rejects.toMatchObject({ code });
});

describe('the end of a group', () => {
  test('comes when time is up, children included', async () => {
    const { clock, pass } = handClock();
    const onLine = () => pass(700);
    const end = await run(withChild('setInterval(() => {}, 1000)'), { timeoutMs: 700, clock, onLine });
    expect(end).toMatchObject({ exitCode: null, signal: 'SIGTERM', timedOut: true });
    expect(await gone(Number(end.tail[0]))).toBe(true);
  });

  test('is forced 2 s later on those who do not listen', async () => {
    const deaf = 'process.on("SIGTERM", () => console.log("deaf"));';
    const { clock, asked, pass } = handClock();
    const lines: string[] = [];
    const onLine = (line: string) => {
      lines.push(line);
      // The child's id and its word that it is there; then both have heard SIGTERM.
      if (lines.length === 2) pass(700);
      if (lines.filter((one) => one === 'deaf').length === 2) pass(2_000);
    };
    const child = `${deaf} console.log('here'); setInterval(() => {}, 1000)`;
    const end = await run(withChild(child, deaf), { timeoutMs: 700, clock, onLine });
    expect(end).toMatchObject({ signal: 'SIGKILL', timedOut: true });
    expect(asked.slice(0, 2)).toEqual([700, 2_000]);
    expect(await gone(Number(lines.find((line) => /^\d+$/.test(line))))).toBe(true);
  });

  test('comes on abort, which is thrown when it is done', async () => {
    const abort = new AbortController();
    const lines: string[] = [];
    const onLine = (line: string) => {
      lines.push(line);
      abort.abort(new Error('cancelled'));
    };
    await expect(run(withChild('setInterval(() => {}, 1000)'), { signal: abort.signal, onLine })).rejects.toThrow(
      'cancelled',
    );
    expect(await gone(Number(lines[0]))).toBe(true);
  });

  test('takes what the program left running, and does not wait for it', async () => {
    const script = `${withChild('setInterval(() => {}, 1000)')} setTimeout(() => process.exit(0), 50);`;
    const end = await run(script);
    expect(end).toMatchObject({ exitCode: 0, timedOut: false });
    expect(await gone(Number(end.tail[0]))).toBe(true);
  });

  test('is not begun when the signal aborted before', async () => {
    await expect(run('', { signal: AbortSignal.abort(new Error('cancelled')) })).rejects.toThrow('cancelled');
  });
});
