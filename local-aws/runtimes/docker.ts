import type { PullFrom } from '../ecr/door/open-door.ts';
import type { Runtime } from '../runtime.ts';
import { DockerContainer } from './docker-container.ts';
import { connectEngine, type Engine, EngineError } from './docker-engine.ts';
import { watchHealth } from './docker-health.ts';
import { findImage } from './docker-images.ts';
import { isAlive, ownOwner, removeContainer, removeContainers } from './docker-owner.ts';
import { makePauseImage } from './docker-pause-image.ts';
import { type DockerTask, openTask } from './docker-task.ts';

export interface DockerOptions {
  /** `unix:///path` or `tcp://host:port`; default `unix:///var/run/docker.sock`. */
  readonly host?: string;
  /** How to get at images of our own registry; `undefined` when it has no door. Asked for each pull. */
  readonly pullFrom?: () => PullFrom | undefined;
}

export interface DockerRuntime extends Runtime {
  /** Ends and removes every container at once. Nothing is started afterwards. */
  closeAll(): Promise<void>;
}

/**
 * Containers as containers of an engine on this machine. Those of one task share a network; their ports are published
 * on 127.0.0.1, each on a free one. What a process that was killed has left behind is removed first.
 * For a clock of real speed: an engine's health checks know no other. Throws when the engine cannot be reached.
 */
export async function dockerRuntime({ host, pullFrom = () => undefined }: DockerOptions): Promise<DockerRuntime> {
  const engine = connectEngine(host);
  const owner = ownOwner();
  await removeContainers(engine, (one) => !isAlive(one));
  const pause = await makePauseImage(engine);
  const tasks = new Tasks(engine, owner, pause);
  const running = new Set<DockerContainer>();
  const listening = new Map<string, (status: 'HEALTHY' | 'UNHEALTHY') => void>();
  const closing = new AbortController();
  const watching = watchHealth(engine, owner, (id, status) => listening.get(id)?.(status), closing.signal);
  return {
    name: 'docker',
    tellsDigests: true,
    start(spec, events) {
      let id: string | undefined;
      const container = new DockerContainer(spec, events, {
        engine,
        owner,
        image: () => closed(closing.signal) ?? findImage(engine, spec, pullFrom()),
        task: () => tasks.of(spec.taskId, spec.taskPorts ?? spec.ports),
        named(given) {
          id = given;
          listening.set(given, (status) => events.health(status));
        },
      });
      running.add(container);
      void container.over.then(() => {
        running.delete(container);
        if (id !== undefined) listening.delete(id);
      });
      return container;
    },
    taskOver: (taskId) => tasks.over(taskId),
    async closeAll() {
      closing.abort();
      for (const container of running) container.kill();
      await Promise.all([...running].map(({ over }) => over));
      await tasks.close();
      await watching;
      // What was asked for and not waited for by anybody.
      await removeContainers(engine, (one) => one === owner).catch(() => {});
    },
  };
}

function closed({ aborted }: AbortSignal): Promise<never> | undefined {
  return aborted ? Promise.reject(new EngineError(0, 'local-aws has ended')) : undefined;
}

/** The networks of tasks, opened with their first container. */
class Tasks {
  readonly #engine: Engine;
  readonly #owner: string;
  readonly #image: string;
  readonly #open = new Map<string, Promise<DockerTask>>();

  constructor(engine: Engine, owner: string, image: string) {
    this.#engine = engine;
    this.#owner = owner;
    this.#image = image;
  }

  of(taskId: string, ports: readonly number[]): Promise<DockerTask> {
    const known = this.#open.get(taskId);
    if (known !== undefined) return known;
    const opened = openTask(this.#engine, { taskId, image: this.#image, owner: this.#owner, ports });
    this.#open.set(taskId, opened);
    return opened;
  }

  over(taskId: string): void {
    void this.#close(taskId);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((taskId) => this.#close(taskId)));
  }

  async #close(taskId: string): Promise<void> {
    const opened = this.#open.get(taskId);
    this.#open.delete(taskId);
    const task = await opened?.catch(() => undefined);
    if (task !== undefined) await removeContainer(this.#engine, task.id);
  }
}
