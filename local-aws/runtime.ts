import type { TargetHealth } from './world.ts';

/** How the containers of a task are run: by script (fates written in a test), as local processes, or by an engine. */
export interface Runtime {
  readonly name: 'scripted' | 'process' | 'docker';
  /** Whether it tells the digest of each image that it runs: then nothing is made up for images of foreign registries. */
  readonly tellsDigests?: boolean;
  /** Starts one container. Everything that happens to it afterwards is told through `events`. */
  start(spec: ContainerSpec, events: ContainerEvents): RunningContainer;
  /** All containers of the task have ended: what they shared can go. */
  taskOver?(taskId: string): void;
}

export interface ContainerSpec {
  readonly taskArn: string;
  readonly taskId: string;
  /** The ARN of the task definition revision. */
  readonly taskDefinition: string;
  /** The service that started the task; absent for one-off tasks. */
  readonly service?: string;
  readonly name: string;
  readonly image: string;
  /** What the reference stands for, when our own registry has it: this is to be run, wherever the tag is by now. */
  readonly digest?: string;
  readonly essential: boolean;
  /** With overrides applied; secrets resolved. */
  readonly environment: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly entryPoint?: readonly string[];
  readonly workingDirectory?: string;
  /** Container ports of the definition's port mappings. */
  readonly ports: readonly number[];
  /** Those of all containers of the task, which share a network. */
  readonly taskPorts?: readonly number[];
  /** MiB, of the container or else of the task. */
  readonly memory?: number;
  readonly user?: string;
  readonly readonlyRootFilesystem?: boolean;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeout: number;
  readonly healthCheck?: {
    readonly command: readonly string[];
    readonly interval: number;
    readonly timeout: number;
    readonly retries: number;
    readonly startPeriod: number;
  };
}

export interface ContainerEvents {
  /** The process runs. `address` is where its first port can be reached from this machine, `127.0.0.1:34567`. */
  running(address?: string, details?: RunningDetails): void;
  log(line: string): void;
  health(status: 'HEALTHY' | 'UNHEALTHY'): void;
  /** It ran and ended. `reason` is a container reason such as `OutOfMemoryError: …`. */
  exited(exitCode: number, reason?: string): void;
  /** It never ran: the task's stopped reason, such as `CannotPullContainerError: …`. */
  failedToStart(stoppedReason: string): void;
}

export interface RunningDetails {
  /** Of the image that really runs. */
  readonly digest?: string;
  /** Where each container port can be reached from this machine. */
  readonly addresses?: ReadonlyMap<number, string>;
}

export interface RunningContainer {
  /** Asks it to end (SIGTERM), and after its stop timeout ends it. `exited` follows. */
  stop(): void;
  /** For a runtime that listens nowhere: how the load balancer's health checks of this container end. */
  readonly targetHealth?: () => TargetHealth;
}
