import { type ProcessEnd, runProcess } from '#base/run-process';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { plain } from '#report/plain';
import type { Check, CheckContext, CheckResult } from '#rollout/check';
import type { Argv } from './smoke-command.ts';

export interface SmokeOptions {
  readonly argv: Argv;
  /** The environment of the run; inputs, state and tokens of the runner are left out of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** More variables, such as HEALTH_URL. */
  readonly facts?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** Least time that a smoke test is given to begin at all, in milliseconds. */
const least = 100;
const shown = 30;

/**
 * Runs a command of the user with RELEASE, COMMIT and, for a single service, SERVICE, CLUSTER and REVISION in its
 * environment; exit code 0 passes. It may take until the context's deadline. Reasons: `smoke-test-failed`, and
 * `deadline-exceeded` when no time is left for it.
 */
export const checkSmoke = (options: SmokeOptions): Check => ({
  name: 'smoke-command',
  run: (context) => runSmoke(options, context),
});

async function runSmoke(options: SmokeOptions, context: CheckContext): Promise<CheckResult> {
  const { clock, signal, log, deadline } = context;
  const command = options.argv.join(' ');
  const start = clock.now();
  const timeoutMs = deadline - start;
  if (timeoutMs < least) return { kind: 'failed', diagnosis: noTime(command) };
  const { argv, cwd } = options;
  const env = { ...publicPart(options.env), ...factsOf(context), ...options.facts };
  try {
    const end = await log.group(`smoke-command: ${command}`, () =>
      runProcess({
        argv,
        env,
        timeoutMs,
        signal,
        onLine: (line) => log.info(line),
        ...(cwd === undefined ? {} : { cwd }),
      }),
    );
    if (end.exitCode === 0 && !end.timedOut) return { kind: 'passed', summary: `smoke-command passed: ${command}` };
    return { kind: 'failed', diagnosis: explainEnd(command, end, timeoutMs) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'failed', diagnosis: explainStart(argv[0], error) };
  }
}

const publicPart = (env: SmokeOptions['env']): SmokeOptions['env'] =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(INPUT|STATE|ACTIONS)_/.test(name)));

function factsOf({ release, commit, parts }: CheckContext): Readonly<Record<string, string | undefined>> {
  const facts = { RELEASE: release, ...(commit === undefined ? {} : { COMMIT: commit }) };
  const [part, ...others] = parts;
  if (part === undefined || others.length > 0) return facts;
  const known = part.to.commit === undefined ? {} : { COMMIT: part.to.commit };
  return { ...known, ...facts, SERVICE: part.row, CLUSTER: part.place, REVISION: part.to.label };
}

function explainEnd(command: string, end: ProcessEnd, timeoutMs: number): Diagnosis {
  const lines = end.tail.filter((line) => line.trim() !== '');
  const last = lines.at(-1);
  const how = end.timedOut
    ? `was ended after ${Math.round(timeoutMs / 1_000)} s`
    : end.signal !== null
      ? `was ended by ${end.signal}`
      : `exits ${end.exitCode}`;
  return diagnosis('smoke-test-failed', {
    what: `smoke-command ${how}${last === undefined ? ', without a word' : `: ${plain(last, 200)}`}`,
    where: `smoke-command "${command}"`,
    evidence: lines.slice(-shown),
    fix: end.timedOut
      ? `Make "${command}" faster, or raise verify-timeout-minutes.`
      : `Run "${command}" against the release by hand; its last lines are in the evidence.`,
  });
}

function explainStart(program: string, error: unknown): Diagnosis {
  const { code } = error as { code?: unknown };
  const text = Error.isError(error) ? error.message : String(error);
  const what =
    code === 'ENOENT' ? `the program "${program}" does not exist` : `"${program}" cannot be started: ${text}`;
  return diagnosis('smoke-test-failed', {
    what,
    where: 'smoke-command',
    evidence: [text],
    fix: `Install ${program} before this step or write its path; a file of the repository needs a checkout and the execute bit.`,
  });
}

const noTime = (command: string): Diagnosis =>
  diagnosis('deadline-exceeded', {
    what: 'no time was left to run smoke-command',
    where: `smoke-command "${command}"`,
    fix: 'Raise verify-timeout-minutes, or shorten the budgets of the health checks.',
  });
