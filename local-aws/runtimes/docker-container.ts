import type { ContainerEvents, ContainerSpec, RunningContainer } from '../runtime.ts';
import { stopped } from '../texts.ts';
import { type Engine, EngineError } from './docker-engine.ts';
import { followLog } from './docker-follow-log.ts';
import { healthConfig } from './docker-health.ts';
import { type FoundImage, PullFailure } from './docker-images.ts';
import { readLogLines } from './docker-log-lines.ts';
import { nameOf, OWNER_LABEL, removeContainer, TASK_LABEL } from './docker-owner.ts';
import type { DockerTask } from './docker-task.ts';

/** What a container needs of its runtime. */
export interface DockerPlace {
  readonly engine: Engine;
  readonly owner: string;
  image(): Promise<FoundImage>;
  task(): Promise<DockerTask>;
  /** It has an id now, and starts next. */
  named(id: string): void;
}

interface State {
  readonly ExitCode: number;
  readonly OOMKilled: boolean;
}

/** One container of an engine, from the pull of its image until it is removed. */
export class DockerContainer implements RunningContainer {
  /** Resolves when it is gone from the engine. Never rejects. */
  readonly over: Promise<void>;
  readonly #spec: ContainerSpec;
  readonly #events: ContainerEvents;
  readonly #place: DockerPlace;
  #id: string | undefined;
  #started = false;
  #stopping = false;

  constructor(spec: ContainerSpec, events: ContainerEvents, place: DockerPlace) {
    this.#spec = spec;
    this.#events = events;
    this.#place = place;
    this.over = this.#live();
  }

  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    // Before its start it is not started at all.
    if (this.#started) this.#askToEnd(Math.ceil(this.#spec.stopTimeout));
  }

  /** Ends it at once. */
  kill(): void {
    this.#stopping = true;
    if (this.#started) this.#askToEnd(0);
  }

  #askToEnd(seconds: number): void {
    // The end is seen where it is waited for; a refusal means that it has ended, or that the engine has.
    void this.#place.engine.ask('POST', `/containers/${this.#id}/stop?t=${seconds}`).catch(() => {});
  }

  async #live(): Promise<void> {
    try {
      const [image, task] = await Promise.all([this.#place.image(), this.#place.task()]);
      if (this.#stopping) return;
      this.#id = await this.#create(image, task);
      this.#place.named(this.#id);
      if (this.#stopping) return;
      const { ended } = await this.#start(this.#id);
      this.#events.running(this.#addressOf(task), { digest: image.digest, addresses: task.addresses });
      if (this.#stopping) this.#askToEnd(Math.ceil(this.#spec.stopTimeout));
      await this.#follow(this.#id, ended);
    } catch (error) {
      this.#events.failedToStart(startReason(error));
    } finally {
      if (this.#id !== undefined) await removeContainer(this.#place.engine, this.#id);
    }
  }

  #addressOf({ addresses }: DockerTask): string | undefined {
    const [first] = this.#spec.ports;
    return first === undefined ? undefined : addresses.get(first);
  }

  async #create({ id }: FoundImage, task: DockerTask): Promise<string> {
    const { taskId, name, environment, command, entryPoint, workingDirectory, user, memory } = this.#spec;
    const body = {
      Image: id,
      Env: Object.entries(environment).map(([variable, value]) => `${variable}=${value}`),
      ...(command === undefined || command.length === 0 ? {} : { Cmd: command }),
      ...(entryPoint === undefined || entryPoint.length === 0 ? {} : { Entrypoint: entryPoint }),
      ...(workingDirectory === undefined ? {} : { WorkingDir: workingDirectory }),
      ...(user === undefined ? {} : { User: user }),
      Labels: { [OWNER_LABEL]: this.#place.owner, [TASK_LABEL]: taskId, 'local-aws.container': name },
      Healthcheck: healthConfig(this.#spec),
      HostConfig: {
        NetworkMode: `container:${task.id}`,
        ReadonlyRootfs: this.#spec.readonlyRootFilesystem ?? false,
        LogConfig: { Type: 'json-file' },
        // Without swap beside it, as on Fargate: more than this ends the container.
        ...(memory === undefined ? {} : { Memory: memory * 1024 ** 2, MemorySwap: memory * 1024 ** 2 }),
      },
    };
    const path = `/containers/create?name=${nameOf(this.#place.owner, taskId)}-${name}`;
    const { Id } = (await this.#place.engine.ask('POST', path, { body }).catch((error: Error) => {
      throw new NotCreated(error.message);
    })) as { Id: string };
    return Id;
  }

  /** Returns what resolves at its end; that is asked for first, so that no end is too early. */
  async #start(id: string): Promise<{ readonly ended: Promise<void> }> {
    const waiting = await this.#place.engine.open('POST', `/containers/${id}/wait?condition=next-exit`);
    const ended = new Promise<void>((resolve) => {
      waiting.on('error', () => {});
      waiting.on('close', resolve);
      waiting.resume();
    });
    try {
      await this.#place.engine.ask('POST', `/containers/${id}/start`);
    } catch (error) {
      waiting.destroy();
      throw error;
    }
    this.#started = true;
    return { ended };
  }

  /** Its lines as they come; then, all of them told, its end. */
  async #follow(id: string, ended: Promise<void>): Promise<void> {
    const { engine } = this.#place;
    try {
      for await (const line of readLogLines(followLog(engine, id, ended))) this.#events.log(line);
      const { State } = (await engine.ask('GET', `/containers/${id}/json`)) as { State: State };
      const outOfMemory = State.OOMKilled && State.ExitCode !== 0;
      this.#events.exited(State.ExitCode, outOfMemory ? stopped.outOfMemory : undefined);
    } catch (error) {
      this.#events.exited(255, stopped.cannotInspect(Error.isError(error) ? error.message : String(error)));
    }
  }
}

class NotCreated extends Error {}

function startReason(error: unknown): string {
  if (error instanceof PullFailure) return error.message;
  const message = Error.isError(error) ? error.message : String(error);
  if (error instanceof NotCreated) return stopped.cannotCreate(message);
  if (!(error instanceof EngineError) || error.status === 0) return stopped.cannotInspect(message);
  return stopped.cannotStart(/exec: .*/s.exec(message)?.[0] ?? message);
}
