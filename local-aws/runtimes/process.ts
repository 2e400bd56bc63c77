import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { LocalClock } from '../clock.ts';
import type { ContainerEvents, ContainerSpec, RunningContainer, Runtime } from '../runtime.ts';
import { stopped } from '../texts.ts';
import { type Child, killGroup, spawnGroup } from './process-group.ts';
import { ProcessGuard } from './process-guard.ts';
import { checkContainer } from './process-health.ts';
import { findImage, type LocalImage, type LocalImages } from './process-images.ts';
import { freePorts } from './process-ports.ts';

export interface ProcessOptions {
  readonly clock: LocalClock;
  readonly images: LocalImages;
}

export interface ProcessRuntime extends Runtime {
  /** Ends every process at once. Nothing is started afterwards. */
  closeAll(): Promise<void>;
}

/**
 * Containers as local processes. Each runs in its image's folder, with the image's environment and the task
 * definition's and nothing else of this machine's but PATH, HOME and the temporary folder. It has to listen on `PORT`,
 * a free port of 127.0.0.1 that stands for its first container port; `PORT_8080` stands for container port 8080.
 * For a clock that moves by itself: on a virtual one, processes would have no time to do anything.
 */
export function processRuntime({ clock, images }: ProcessOptions): ProcessRuntime {
  const guard = new ProcessGuard();
  const running = new Set<Container>();
  let closed = false;
  return {
    name: 'process',
    start(spec, events) {
      const image = findImage(images, spec.image);
      if (image === undefined || closed) {
        clock.at(clock.now(), () => events.failedToStart(stopped.imageNotFound(spec.image)));
        return { stop: () => {} };
      }
      const container = new Container(spec, image, events, clock, guard);
      running.add(container);
      void container.over.then(() => running.delete(container));
      void container.start();
      return container;
    },
    async closeAll() {
      closed = true;
      const rest = [...running];
      for (const container of rest) container.giveUp();
      guard.close();
      await Promise.all(rest.map((container) => container.over));
    },
  };
}

class Container implements RunningContainer {
  /** Resolves when its process is gone. */
  readonly over: Promise<void>;
  readonly #spec: ContainerSpec;
  readonly #image: LocalImage;
  readonly #events: ContainerEvents;
  readonly #clock: LocalClock;
  readonly #guard: ProcessGuard;
  readonly #end: () => void;
  #child: Child | undefined;
  #stopping = false;

  constructor(spec: ContainerSpec, image: LocalImage, events: ContainerEvents, clock: LocalClock, guard: ProcessGuard) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.over = promise;
    this.#end = resolve;
    this.#spec = spec;
    this.#image = image;
    this.#events = events;
    this.#clock = clock;
    this.#guard = guard;
  }

  async start(): Promise<void> {
    const { ports: wanted } = this.#spec;
    const given = await freePorts(Math.max(1, wanted.length));
    const ports = new Map(wanted.map((port, index) => [port, given[index] ?? 0]));
    if (this.#stopping) return this.#over(137);
    const environment = environmentOf(this.#spec, this.#image, given[0] ?? 0, ports);
    const child = spawnGroup(commandOf(this.#spec, this.#image), this.#image.directory, environment);
    this.#child = child;
    const { pid } = child;
    if (pid === undefined) {
      child.once('error', (error) => {
        this.#events.failedToStart(`CannotStartContainerError: ${error.message}`);
        this.#end();
      });
      return;
    }
    const release = this.#guard.add(pid);
    const guard = (one: number) => this.#guard.add(one);
    const place = { clock: this.#clock, directory: this.#image.directory, environment, ports, guard };
    const endChecks = checkContainer(this.#spec, place, this.#events);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#events.log(line));
    }
    // What it started itself goes with it, and with that its output ends: `close` follows.
    child.once('exit', () => killGroup(pid));
    child.once('close', (code, signal) => {
      endChecks();
      release();
      this.#over(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
    this.#events.running(wanted.length === 0 ? undefined : `127.0.0.1:${given[0]}`);
  }

  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    const { pid } = this.#child ?? {};
    if (this.#child === undefined || pid === undefined) return;
    this.#child.kill('SIGTERM');
    const cancel = this.#clock.at(this.#clock.now() + this.#spec.stopTimeout * 1000, () => killGroup(pid));
    void this.over.then(cancel);
  }

  /** From now on it is not started any more, if it has not been yet. */
  giveUp(): void {
    this.#stopping = true;
  }

  #over(exitCode: number): void {
    this.#events.exited(exitCode);
    this.#end();
  }
}

/** As Docker puts it together: a new entry point also drops the image's own command. */
function commandOf(spec: ContainerSpec, image: LocalImage): readonly string[] {
  if (spec.entryPoint !== undefined && spec.entryPoint.length > 0) return [...spec.entryPoint, ...(spec.command ?? [])];
  const command = spec.command !== undefined && spec.command.length > 0 ? spec.command : image.command;
  return [...(image.entryPoint ?? []), ...command];
}

function environmentOf(
  spec: ContainerSpec,
  image: LocalImage,
  port: number,
  ports: ReadonlyMap<number, number>,
): Readonly<Record<string, string>> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    ...image.environment,
    ...spec.environment,
    PORT: String(port),
    ...Object.fromEntries([...ports].map(([inside, outside]) => [`PORT_${inside}`, String(outside)])),
  };
}
