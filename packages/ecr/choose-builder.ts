import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Docker } from './open-docker.ts';

/** What builds on this machine. */
export type Builder =
  /** The plugin. `whole`: it exports caches, attests, and builds for several platforms at once. */
  | { readonly kind: 'buildx'; readonly driver: string; readonly whole: boolean }
  /** `docker build` with the BuildKit inside the engine, of clients before 23. */
  | { readonly kind: 'buildkit' }
  /** `docker build` of a newer client without the plugin: no BuildKit. */
  | { readonly kind: 'classic' };

/** Milliseconds for a question to the CLI; a remote builder may have to be reached. */
const patience = 30_000;

/**
 * Finds out what `docker` builds with. The `docker` driver of buildx builds in the engine, which can the whole only when
 * it stores images in containerd. https://docs.docker.com/build/builders/drivers/
 * Throws `invalid-input` for a builder that is not there, `build-failed` when nothing answers.
 */
export async function chooseBuilder(docker: Docker, wanted: string | undefined): Promise<Builder> {
  const plugin = await docker.run(['buildx', 'version'], { timeoutMs: patience });
  if (plugin.exitCode !== 0) return withoutPlugin(docker, wanted);
  const seen = await docker.run(['buildx', 'inspect', ...(wanted === undefined ? [] : [wanted])], {
    timeoutMs: patience,
  });
  const driver = seen.tail.map((line) => /^Driver:\s*(\S+)/.exec(line)?.[1]).find((found) => found !== undefined);
  if (driver === undefined) throw noBuilder(wanted, seen.tail);
  return { kind: 'buildx', driver, whole: driver !== 'docker' || (await storesInContainerd(docker)) };
}

async function storesInContainerd(docker: Docker): Promise<boolean> {
  const info = await docker.run(['info', '--format', '{{json .DriverStatus}}'], { timeoutMs: patience });
  return info.tail.some((line) => line.includes('io.containerd.snapshotter'));
}

async function withoutPlugin(docker: Docker, wanted: string | undefined): Promise<Builder> {
  if (wanted !== undefined) throw noBuilder(wanted, ['docker buildx is not installed']);
  const version = await docker.run(['version', '--format', '{{.Client.Version}}'], { timeoutMs: patience });
  const major = version.tail.map((line) => /^(\d+)\.\d/.exec(line)?.[1]).find((found) => found !== undefined);
  return { kind: Number(major ?? 99) < 23 ? 'buildkit' : 'classic' };
}

function noBuilder(wanted: string | undefined, said: readonly string[]): Failure {
  const evidence = said.filter((line) => line.trim() !== '').slice(-5);
  if (wanted === undefined) {
    return new Failure(
      diagnosis('build-failed', {
        what: 'docker has no builder that answers',
        where: 'docker buildx',
        evidence,
        fix: 'Start the Docker engine of this runner, or add docker/setup-buildx-action before this step.',
      }),
    );
  }
  return new Failure(
    diagnosis('invalid-input', {
      what: `builder: there is no builder ${wanted}`,
      where: 'builder',
      evidence,
      fix: `Leave builder out, or make ${wanted} before this step: docker/setup-buildx-action with its name, or docker buildx create --name ${wanted}.`,
    }),
  );
}
