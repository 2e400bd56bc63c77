import type { ContainerSpec, RunningContainer, RunningDetails, Runtime } from '../../../local-aws/runtime.ts';

export const registry = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
export const digest = `sha256:${'a'.repeat(64)}`;

/** What a container told. */
export interface Ran {
  readonly container: RunningContainer;
  readonly lines: readonly string[];
  readonly health: readonly string[];
  readonly running: Promise<{ readonly address: string | undefined; readonly details: RunningDetails | undefined }>;
  /** `exit 0`, `exit 137: reason`, or the reason why it never ran. */
  readonly ended: Promise<string>;
}

export const specOf = (more: Partial<ContainerSpec> = {}): ContainerSpec => ({
  taskArn: 'arn:aws:ecs:eu-central-1:111122223333:task/demo/1',
  taskId: '0123456789abcdef',
  taskDefinition: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/app:1',
  name: 'app',
  image: 'app:v1',
  essential: true,
  environment: {},
  ports: [],
  stopTimeout: 30,
  ...more,
});

export function runContainer(runtime: Runtime, spec: ContainerSpec): Ran {
  const lines: string[] = [];
  const health: string[] = [];
  const running = Promise.withResolvers<Awaited<Ran['running']>>();
  const ended = Promise.withResolvers<string>();
  const container = runtime.start(spec, {
    running: (address, details) => running.resolve({ address, details }),
    log: (line) => lines.push(line),
    health: (status) => health.push(status),
    exited: (code, reason) => ended.resolve(reason === undefined ? `exit ${code}` : `exit ${code}: ${reason}`),
    failedToStart: ended.resolve,
  });
  return { container, lines, health, running: running.promise, ended: ended.promise };
}
