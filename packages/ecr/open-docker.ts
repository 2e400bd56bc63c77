import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProcessEnd, runProcess } from '#base/run-process';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';

export interface DockerOptions {
  /** What it reads on stdin. */
  readonly input?: string;
  readonly onLine?: (line: string) => void;
  /** Milliseconds; default six hours, as long as a job may take. */
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The Docker CLI with a configuration of its own, so that what we log in to is not left behind. */
export interface Docker {
  /** A folder for files of this run; nobody else can read it, and it goes with `close`. */
  readonly folder: string;
  /** Runs `docker …args`. Throws `build-failed` when there is no docker; the reason of the signal. */
  run(args: readonly string[], options?: DockerOptions): Promise<ProcessEnd>;
  /** For these registries passwords are kept in the run's own folder, whatever helpers the user has for them. */
  keepOwn(hosts: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the Docker CLI with a DOCKER_CONFIG of its own that keeps the user's: config.json is copied, and everything
 * beside it (plugins, contexts, builders) is linked. Must be closed.
 */
export async function openDocker({ env, signal }: Pick<Host, 'env' | 'signal'>): Promise<Docker> {
  const folder = await mkdtemp(join(env.RUNNER_TEMP || tmpdir(), 'docker-'));
  const config = join(folder, 'config');
  await copyConfig(env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker'), config);
  const own = { ...publicPart(env), DOCKER_CONFIG: config };
  return {
    folder,
    async run(args, { timeoutMs = 21_600_000, env: more = {}, ...options } = {}) {
      try {
        return await runProcess({ argv: ['docker', ...args], env: { ...own, ...more }, timeoutMs, signal, ...options });
      } catch (error) {
        signal.throwIfAborted();
        throw noDocker(error);
      }
    },
    keepOwn: (hosts) => keepOwn(join(config, 'config.json'), hosts),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function copyConfig(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  const names = await readdir(from).catch(() => []);
  for (const name of names) {
    if (name === 'config.json') {
      await writeFile(join(to, name), await readFile(join(from, name)), { mode: 0o600 });
    } else await symlink(join(from, name), join(to, name));
  }
}

/**
 * Without this `docker login` would hand the password to the user's `credsStore` or `credHelpers`, where it stays; an
 * empty helper stands for the file. https://docs.docker.com/reference/cli/docker/login/#credential-helpers
 */
async function keepOwn(path: string, hosts: readonly string[]): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const config = parsed(text);
  if (config.credsStore === undefined && config.credHelpers === undefined) return;
  const none = Object.fromEntries(hosts.map((host) => [host, '']));
  const credHelpers = { ...(config.credHelpers as object | undefined), ...none };
  await writeFile(path, JSON.stringify({ ...config, credHelpers }, undefined, 2), { mode: 0o600 });
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // The CLI says itself what is wrong with such a file.
    return {};
  }
}

/** Caches of GitHub need the job's ACTIONS_* variables; the token that mints credentials is no business of a build. */
const publicPart = (env: Host['env']): Host['env'] =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(INPUT|STATE)_|^ACTIONS_ID_TOKEN/.test(name)));

function noDocker(error: unknown): Failure {
  const text = Error.isError(error) ? error.message : String(error);
  return new Failure(
    diagnosis('build-failed', {
      what: 'docker cannot be started on this runner',
      where: 'docker',
      evidence: [text],
      fix: 'Use a runner with the Docker CLI and an engine (ubuntu-latest has both), or install docker before this step.',
    }),
    { cause: error },
  );
}
