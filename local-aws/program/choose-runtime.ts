import type { LocalClock } from '../clock.ts';
import type { PullFrom } from '../ecr/door/open-door.ts';
import type { Runtime } from '../runtime.ts';
import { scripted } from '../runtimes/scripted.ts';
import type { Options } from './read-options.ts';

export interface ChosenRuntime {
  readonly runtime: Runtime;
  /** Ends everything that it runs. */
  end(): Promise<void>;
}

/** The runtime that was asked for, ready. `pullFrom` tells how to get at images of our own registry. */
export async function chooseRuntime(
  options: Options,
  clock: LocalClock,
  pullFrom: () => PullFrom | undefined,
): Promise<ChosenRuntime> {
  if (options.runtime === 'scripted') return { runtime: scripted(clock), end: async () => {} };
  if (options.runtime === 'docker') {
    const { dockerRuntime } = await import('../runtimes/docker.ts');
    const runtime = await dockerRuntime({
      ...(options.dockerHost === undefined ? {} : { host: options.dockerHost }),
      pullFrom,
    });
    return { runtime, end: () => runtime.closeAll() };
  }
  const [{ processRuntime }, { readImage }] = await Promise.all([
    import('../runtimes/process.ts'),
    import('../runtimes/process-images.ts'),
  ]);
  const images = new Map(options.images.map(([name, folder]) => [name, readImage(folder)] as const));
  const runtime = processRuntime({ clock, images });
  return { runtime, end: () => runtime.closeAll() };
}
