import type { PullFrom } from '../ecr/door/open-door.ts';
import type { Runtime } from '../runtime.ts';

export interface DockerRuntime extends Runtime {
  closeAll(): Promise<void>;
}

export async function dockerRuntime(_options: {
  readonly host?: string;
  readonly pullFrom: () => PullFrom | undefined;
}): Promise<DockerRuntime> {
  throw new Error('the docker runtime is not there yet');
}
