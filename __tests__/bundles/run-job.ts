import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FarEnd } from '../support/far-end.ts';
import { runBundle } from '../support/run-bundle.ts';
import { cancelledByRunner, type ProgramEnd, type Signals } from '../support/run-program.ts';

export interface JobOptions {
  readonly inputs: Readonly<Record<string, string>>;
  /** Run id; default a new one, greater than any before. */
  readonly run?: number;
  /** The job is cancelled, or ended otherwise, when the far end has got this call so often (default once). */
  readonly endAt?: { readonly call: string; readonly times?: number; readonly signals?: Signals };
  /** This call is answered late, so that what comes next meets a write under way. Milliseconds. */
  readonly late?: { readonly call: string; readonly body: string; readonly ms?: number };
  /** `false`: the machine is gone, nothing runs after main. */
  readonly post?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What the entries of an action told a runner. `post` is absent for actions that have none. */
export interface JobEnd {
  readonly main: ProgramEnd;
  readonly post?: ProgramEnd;
  readonly release: string;
}

const withPost: readonly string[] = [
  'deploy-ecs',
  'register-and-deploy-task-def',
  'rollback',
  'wait-stable-and-healthcheck',
  'run-migration-task',
];
let runs = 1_000;

/** Runs an action as a job does: main, signals when somebody cancels, then post with what main has kept. */
export async function runJob(far: FarEnd, action: string, options: JobOptions): Promise<JobEnd> {
  const run = options.run ?? ++runs;
  const accessKey = `KEY${run}`;
  const { inputs, endAt, late } = options;
  const over = new AbortController();
  const takeBack =
    late === undefined
      ? () => {}
      : far.aws.faults.add({
          operation: late.call,
          body: late.body,
          times: 1,
          do: { kind: 'latency', ms: late.ms ?? 6_000 },
        });
  const entry = {
    inputs,
    env: { ...far.env(accessKey), GITHUB_RUN_ID: String(run), ...options.env },
    speed: far.speed,
    origin: far.origin,
    // Ten minutes of the program's time, and never less than what a program takes to start on a busy machine.
    timeoutMs: Math.max(60_000, Math.ceil(600_000 / far.speed)),
    ...(process.env.DIST === undefined ? {} : { dist: process.env.DIST }),
  };
  try {
    const main = await runBundle(action, {
      ...entry,
      ...(endAt === undefined
        ? {}
        : {
            signalAt: {
              after: far.seen(endAt.call, accessKey, endAt.times ?? 1, over.signal),
              signals: endAt.signals ?? cancelledByRunner,
            },
          }),
    });
    keepTranscript(`${run} ${action}`, main);
    const release = `${run}-1`;
    if (options.post === false || !withPost.includes(action)) return { main, release };
    const post = await runBundle(action, { ...entry, entry: 'post', state: main.state });
    keepTranscript(`${run} ${action} post`, post);
    return { main, post, release };
  } finally {
    over.abort(new Error('the job is over'));
    takeBack();
  }
}

/** Everything that a program showed or wrote, for looking for what must not be there. */
export const everythingOf = (end: ProgramEnd): string =>
  [
    end.stdout.replace(/^::add-mask::.*$/gm, ''),
    end.stderr,
    end.summary,
    JSON.stringify([end.outputs, end.report]),
  ].join('\n');

/** `TRANSCRIPTS=<folder>` keeps what every case shows, to be read as its readers would. */
function keepTranscript(title: string, end: ProgramEnd): void {
  const folder = process.env.TRANSCRIPTS;
  if (folder === undefined) return;
  const text = [`===== ${title}: exit ${end.exitCode ?? end.signal}`, end.stdout, end.stderr, '-----', end.summary];
  appendFileSync(join(folder, `${title.split(' ')[1]}.txt`), `${text.join('\n')}\n`);
}
