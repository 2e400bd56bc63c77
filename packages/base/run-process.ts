import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type Clock, systemClock } from './clock.ts';

export interface ProcessOptions {
  /** The program and its arguments; no shell reads them. */
  readonly argv: readonly [string, ...string[]];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** What the program reads on stdin; default: nothing. The place for a password, which a command line would show. */
  readonly input?: string;
  /** Milliseconds until it is ended. */
  readonly timeoutMs: number;
  /** What time limits and graces are measured by; default the machine's own. */
  readonly clock?: Clock;
  readonly signal: AbortSignal;
  /** Each line of stdout and stderr as it comes, without its end. */
  readonly onLine?: (line: string) => void;
}

export interface ProcessEnd {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** The last lines of stdout and stderr together, at most 100; a line has at most 4096 characters. */
  readonly tail: readonly string[];
}

const tailLines = 100;
const lineLength = 4_096;
/** Between SIGTERM and SIGKILL, in milliseconds. */
const grace = 2_000;
/** How long output is waited for that a left-over child of an ended program may still write, in milliseconds. */
const lastWords = 100;

/**
 * Runs a program in a process group of its own and waits for its end. When time is up or the signal aborts, the whole
 * group gets SIGTERM and 2 s later SIGKILL; children that outlive the program are ended, too.
 * Throws the error of the start (`code` ENOENT, EACCES) and, after the end of the group, `signal.reason` on abort.
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessEnd> {
  const { argv, env, cwd, input, timeoutMs, signal, clock = systemClock } = options;
  signal.throwIfAborted();
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    env,
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  // A program that ends without reading breaks the pipe; its end says more than that.
  child.stdin?.on('error', () => {}).end(input);
  const tail = keepLines(child, options.onLine);
  const ended = endOf(child);
  const closed = outputClosed(child);
  const done = new AbortController();
  const timeUp = sleepOr(clock, timeoutMs, AbortSignal.any([signal, done.signal]));
  try {
    const inTime = await Promise.race([ended.then(() => true), timeUp.then(() => false)]);
    if (!inTime) await endGroup(child, clock, Promise.all([ended, closed]));
    const end = await ended;
    await endLeftOvers(child, clock, closed);
    signal.throwIfAborted();
    return { ...end, timedOut: !inTime, tail: tail() };
  } finally {
    done.abort();
  }
}

interface Exit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

function endOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

/** Resolves after `ms` milliseconds, or as soon as the signal aborts. */
const sleepOr = (clock: Clock, ms: number, signal: AbortSignal): Promise<void> =>
  clock.sleep(ms, signal).catch(() => {});

/** SIGTERM to all; SIGKILL when somebody is left after the grace. Closed output tells that nobody is. */
async function endGroup(child: ChildProcess, clock: Clock, over: Promise<unknown>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  await within(clock, grace, over);
  signalGroup(child, 'SIGKILL');
}

/** Ends what the program left running, and closes its output, which such a child would hold open. */
async function endLeftOvers(child: ChildProcess, clock: Clock, closed: Promise<unknown>): Promise<void> {
  await within(clock, lastWords, closed);
  signalGroup(child, 'SIGKILL');
  child.stdout?.destroy();
  child.stderr?.destroy();
  await closed;
}

async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  await Promise.race([work, sleepOr(clock, ms, done.signal)]);
  done.abort();
}

const outputClosed = (child: ChildProcess): Promise<unknown> =>
  Promise.all(
    [child.stdout, child.stderr].map((stream) => new Promise<void>((resolve) => stream?.once('close', resolve))),
  );

/** On Windows there are no groups: there the program alone is ended. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}

function keepLines(child: ChildProcess, onLine: (line: string) => void = () => {}): () => readonly string[] {
  const kept: string[] = [];
  const add = (line: string) => {
    kept.push(line);
    if (kept.length > tailLines) kept.shift();
    onLine(line);
  };
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) splitLines(stream, add);
  return () => kept;
}

/** Gives lines as they end; a line that never ends is given in pieces, so that memory stays bounded. */
function splitLines(stream: Readable, add: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) add(line.slice(0, lineLength));
    for (; rest.length > lineLength; rest = rest.slice(lineLength)) add(rest.slice(0, lineLength));
  });
  stream.once('close', () => {
    if (rest !== '') add(rest);
    rest = '';
  });
}
