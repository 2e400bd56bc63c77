import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalClock } from '../../../local-aws/clock.ts';
import { realClock } from '../../../local-aws/clock.ts';
import type { ContainerSpec, RunningContainer } from '../../../local-aws/runtime.ts';
import { type ProcessRuntime, processRuntime } from '../../../local-aws/runtimes/process.ts';

/** What a container told, and when it was over. */
export interface Ran {
  readonly container: RunningContainer;
  readonly lines: string[];
  readonly health: string[];
  /** The address it was told to run at. */
  readonly running: Promise<string | undefined>;
  /** `exit 0`, or the reason why it never ran. */
  readonly ended: Promise<string>;
}

/** An image whose program is the text given, run as `node app.mjs`. */
export function imageOf(program: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'image-'));
  writeFileSync(join(directory, 'app.mjs'), program);
  writeFileSync(join(directory, 'container.json'), JSON.stringify({ command: ['node', 'app.mjs'] }));
  return directory;
}

export const specOf = (more: Partial<ContainerSpec> = {}): ContainerSpec => ({
  taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/demo/1',
  taskId: '1',
  taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/app:1',
  name: 'app',
  image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:v1',
  essential: true,
  environment: {},
  ports: [8080],
  stopTimeout: 30,
  ...more,
});

export function runContainer(runtime: ProcessRuntime, spec: ContainerSpec): Ran {
  const lines: string[] = [];
  const health: string[] = [];
  const running = Promise.withResolvers<string | undefined>();
  const ended = Promise.withResolvers<string>();
  const container = runtime.start(spec, {
    running: running.resolve,
    log: (line) => lines.push(line),
    health: (status) => health.push(status),
    exited: (code) => ended.resolve(`exit ${code}`),
    failedToStart: (reason) => ended.resolve(reason),
  });
  return { container, lines, health, running: running.promise, ended: ended.promise };
}

/** A runtime with one image, `app`, made of the program given. */
export function runtimeOf(program: string, clock: LocalClock = realClock()): ProcessRuntime {
  return processRuntime({
    clock,
    images: new Map([['app', { directory: imageOf(program), command: ['node', 'app.mjs'] }]]),
  });
}
