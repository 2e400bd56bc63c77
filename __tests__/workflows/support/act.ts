import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Lab, labEnvironment } from '../../../scripts/lab/lab-file.ts';
import { readRun, type WorkflowRun } from './read-run.ts';
import type { Team } from './team.ts';

export interface ActOptions {
  /** Default: `workflow_dispatch`. */
  readonly event?: string;
  /** The event's payload. */
  readonly payload?: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  /** `GITHUB_TOKEN` is always there. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: true. `false`: the steps have nothing of AWS in their environment, as those of a pull request from a fork. */
  readonly aws?: boolean;
  /** `GITHUB_RUN_ID`, by which a release is named; each run gets its own. */
  readonly runId?: number;
  /** Cancels the run the first time that the output so far satisfies it. act kills the step at once. */
  readonly cancelWhen?: (output: string) => boolean;
  /** A run that takes longer is ended, and the test told what it printed. Default: 4 minutes. */
  readonly limitMs?: number;
  /** Told what act prints, while it does. */
  readonly onOutput?: (text: string) => void;
}

/** Programs that GitHub's machines have. */
const runner = fileURLToPath(new URL('../runner', import.meta.url));

let newest = 0;

/** A number for a run, greater than those before it, also of other processes: an older run than the one that serves is refused. */
export function nextRunId(): number {
  newest = Math.max(newest + 1, Date.now());
  return newest;
}

/**
 * Runs a workflow file of a team's repository as GitHub would: `runWorkflow(lab, team, 'deploy')`. Our own actions are the
 * released tree, other people's their stand-ins; steps get the lab's AWS, engine, GitHub and OIDC server.
 */
export async function runWorkflow(lab: Lab, team: Team, name: string, options: ActOptions = {}): Promise<WorkflowRun> {
  const folder = mkdtempSync(join(tmpdir(), 'act-'));
  try {
    const args = argumentsOf(lab, team, name, folder, options);
    const environment = labEnvironment(lab, `${runner}${delimiter}${process.env.PATH}`);
    const started = Date.now();
    const child = spawn('act', args, {
      cwd: team.folder,
      env: {
        ...(options.aws === false ? withoutAws(environment) : environment),
        HOME: join(folder, 'home'),
        XDG_CACHE_HOME: join(folder, 'cache'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let wanted = options.cancelWhen;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        options.onOutput?.(text);
        if (!wanted?.(output)) return;
        wanted = undefined;
        child.kill('SIGINT');
      });
    }
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    child.on('error', reject).on('close', resolve);
    const { limitMs = 240_000 } = options;
    const limit = setTimeout(() => {
      // act ends its steps at the first, and itself at the second.
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
      child.stdout.destroy();
      child.stderr.destroy();
      reject(new Error(`${name}.yml runs after ${limitMs / 1000} s; the last that it printed:\n${lastOf(output)}`));
    }, limitMs);
    const exitCode = await promise.finally(() => clearTimeout(limit));
    return { ...readRun(output), exitCode, tookMs: Date.now() - started };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The end of what act printed, as far as a person reads it: the messages of its JSON lines with their time. */
function lastOf(output: string): string {
  const said = output.split('\n').map((line) => {
    const time = /"time":"([^"]*)"/.exec(line)?.[1] ?? '';
    return `${time} ${/"msg":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line}`;
  });
  return said.slice(-60).join('\n');
}

function argumentsOf(lab: Lab, team: Team, name: string, folder: string, options: ActOptions): string[] {
  const { event = 'workflow_dispatch', payload, inputs = {}, vars = {}, secrets = {}, env = {}, aws = true } = options;
  const ofSteps = stepEnvironment(lab, options);
  const named = (flag: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
  const eventFile = join(folder, 'event.json');
  writeFileSync(eventFile, JSON.stringify({ ...payload, ...(event === 'workflow_dispatch' ? { inputs } : {}) }));
  return [
    event,
    ...['-W', `.github/workflows/${name}.yml`, '-e', eventFile],
    ...['-P', 'ubuntu-latest=-self-hosted', '--container-daemon-socket', '-', '--pull=false', '--json'],
    ...['--no-cache-server', '--action-cache-path', join(folder, 'actions'), '--use-new-action-cache'],
    ...['--concurrent-jobs', '2', '--actor', 'octo', '--defaultbranch', 'main'],
    ...Object.entries(team.actions).flatMap(([uses, from]) => ['--local-repository', `${uses}=${from}`]),
    ...named('--input', inputs),
    ...named('--var', vars),
    ...named('-s', { GITHUB_TOKEN: lab.github?.token ?? '', ...secrets }),
    ...named('--env', { ...(aws ? ofSteps : withoutAws(ofSteps)), ...env }),
  ];
}

const withoutAws = (environment: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));

/** What only a runner sets; the rest reaches the steps as act's own environment. */
function stepEnvironment(lab: Lab, { runId = nextRunId() }: ActOptions): Record<string, string> {
  const { GITHUB_API_URL = '', ACTIONS_ID_TOKEN_REQUEST_URL = '', ...environment } = labEnvironment(lab);
  return {
    AWS_ENDPOINT_URL: environment.AWS_ENDPOINT_URL ?? '',
    GITHUB_API_URL,
    ACTIONS_ID_TOKEN_REQUEST_URL,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '',
    DOCKER_HOST: environment.DOCKER_HOST ?? '',
    DOCKER_CONFIG: environment.DOCKER_CONFIG ?? '',
    GITHUB_RUN_ID: String(runId),
    GITHUB_RUN_ATTEMPT: '1',
    LAB_FOLDER: lab.folder,
    GIT_PAGER: 'cat',
    NO_COLOR: '1',
  };
}
