import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeploymentReport } from '#report/deployment-report';
import { compileCache } from './compile-cache.ts';
import { parseCommands, parseRunnerFile, type WorkflowCommand } from './parse-runner-files.ts';

/**
 * Signals with the milliseconds after the first one, in the program's time when it is accelerated, or with what has to
 * stand in the output by then.
 */
export type Signals = readonly (readonly [NodeJS.Signals, number | ((output: string) => boolean)])[];

/** What a runner sends when a job is cancelled. */
export const cancelledByRunner: Signals = [
  ['SIGINT', 0],
  ['SIGTERM', 7_500],
  ['SIGKILL', 10_000],
];

export interface ProgramOptions {
  /** `INPUT_*` are made of these, `{ 'aws-region': 'eu-west-1' }`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Put over the environment that a runner gives; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What an earlier entry kept, as `ProgramEnd.state` has it. */
  readonly state?: Readonly<Record<string, string>>;
  /** When the first signal is sent: after milliseconds of real time, when the output so far satisfies a condition, or when something else has come true. */
  readonly signalAt?: {
    readonly after: number | ((output: string) => boolean) | Promise<unknown>;
    readonly signals: Signals;
  };
  /** How many times as fast as the machine's the program's time runs. */
  readonly speed?: number;
  /** Milliseconds since the epoch from which accelerated time counts. Default: now. */
  readonly origin?: number;
  /** Milliseconds of real time after which the program is killed. Default: 60 000. */
  readonly timeoutMs?: number;
  /** Told what the program prints, while it does. */
  readonly onOutput?: (text: string) => void;
}

export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stdout that are no workflow commands. */
  readonly lines: readonly string[];
  readonly commands: readonly WorkflowCommand[];
  /** `error`, `warning` and `notice` commands, in order. */
  readonly annotations: readonly { readonly level: string; readonly title: string; readonly message: string }[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What stands in the report file; `undefined` when none was written. */
  readonly report: DeploymentReport | undefined;
  /** Milliseconds of real time. */
  readonly tookMs: number;
}

const accelerate = fileURLToPath(new URL('accelerate.mjs', import.meta.url));

/** Starts `file` on this Node as a runner starts an action, and returns what a runner would have seen. */
export async function runProgram(file: string, options: ProgramOptions = {}): Promise<ProgramEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'run-program-'));
  try {
    const sources = file.endsWith('.ts') ? { NODE_COMPILE_CACHE: compileCache } : {};
    const env = { ...runnerEnvironment(folder, options), ...sources };
    const { speed = 1 } = options;
    const preload = speed === 1 ? [] : ['--import', accelerate];
    const started = Date.now();
    const child = spawn(process.execPath, [...preload, file], { env, cwd: join(folder, 'workspace') });
    const end = await ended(child, options);
    return { ...end, ...whatWasWritten(folder, env), tookMs: Date.now() - started };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const files = {
  GITHUB_OUTPUT: 'output',
  GITHUB_STATE: 'state',
  GITHUB_STEP_SUMMARY: 'summary',
  GITHUB_ENV: 'env',
  GITHUB_PATH: 'path',
};

function runnerEnvironment(folder: string, options: ProgramOptions): Record<string, string> {
  const { inputs = {}, state = {}, speed = 1, origin = Date.now() } = options;
  for (const name of ['temp', 'workspace', 'home']) mkdirSync(join(folder, name));
  const variables: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    HOME: join(folder, 'home'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__run',
    GITHUB_ACTOR: 'octo',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_JOB: 'deploy',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '777',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '9f3c2ab1d4e5f60718293a4b5c6d7e8f90a1b2c3',
    GITHUB_WORKFLOW: 'Deploy',
    GITHUB_WORKSPACE: join(folder, 'workspace'),
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: join(folder, 'temp'),
    ...(speed === 1 ? {} : { TIME_SPEED: String(speed), TIME_ORIGIN: String(origin) }),
  };
  for (const [variable, name] of Object.entries(files)) {
    writeFileSync(join(folder, name), '');
    variables[variable] = join(folder, name);
  }
  for (const [name, value] of Object.entries(inputs)) {
    variables[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] = value;
  }
  for (const [name, value] of Object.entries(state)) variables[`STATE_${name}`] = value;
  const all = Object.entries({ ...variables, ...options.env });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function ended(child: ChildProcess, options: ProgramOptions) {
  const { signalAt, speed = 1, timeoutMs = 60_000 } = options;
  const timers: NodeJS.Timeout[] = [setTimeout(() => child.kill('SIGKILL'), timeoutMs)];
  const send = (signals: Signals) => {
    for (const [signal, when] of signals) {
      if (typeof when === 'function') waiting.push({ for: when, act: () => child.kill(signal) });
      else timers.push(setTimeout(() => child.kill(signal), when / speed));
    }
  };
  let stdout = '';
  let stderr = '';
  let waiting: { for: (output: string) => boolean; act: () => unknown }[] = [];
  if (typeof signalAt?.after === 'function') waiting.push({ for: signalAt.after, act: () => send(signalAt.signals) });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    options.onOutput?.(text);
    const due = waiting.filter((one) => one.for(stdout));
    waiting = waiting.filter((one) => !due.includes(one));
    for (const one of due) one.act();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  if (signalAt?.after instanceof Promise) {
    signalAt.after.then(
      () => send(signalAt.signals),
      () => {},
    );
  }
  if (typeof signalAt?.after === 'number') timers.push(setTimeout(() => send(signalAt.signals), signalAt.after));
  const { promise, resolve, reject } = Promise.withResolvers<[number | null, NodeJS.Signals | null]>();
  child.on('error', reject).on('close', (code, signal) => resolve([code, signal]));
  try {
    const [exitCode, signal] = await promise;
    const commands = parseCommands(stdout);
    const lines = stdout.split(/\r?\n/).filter((line) => line !== '' && !/^\s*::[a-z-]+/.test(line));
    return { exitCode, signal, stdout, stderr, lines, commands, annotations: annotationsOf(commands) };
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

const annotationsOf = (commands: readonly WorkflowCommand[]) =>
  commands
    .filter(({ command }) => ['error', 'warning', 'notice'].includes(command))
    .map(({ command, properties, message }) => ({ level: command, title: properties.title ?? '', message }));

function whatWasWritten(folder: string, env: Readonly<Record<string, string>>) {
  const content = (variable: keyof typeof files) => {
    const path = env[variable];
    return path && existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const outputs = parseRunnerFile(content('GITHUB_OUTPUT'));
  const file = outputs['report-file'];
  const report: DeploymentReport | undefined =
    file?.startsWith(folder) && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  return { outputs, state: parseRunnerFile(content('GITHUB_STATE')), summary: content('GITHUB_STEP_SUMMARY'), report };
}
