import type { Engine } from './docker-engine.ts';
import { nameOf, OWNER_LABEL, removeContainer, TASK_LABEL } from './docker-owner.ts';

/** What the containers of one task share: a network, so that `localhost` is the same for all of them, as on Fargate. */
export interface DockerTask {
  /** The container that holds it. */
  readonly id: string;
  /** Container port → `127.0.0.1:34567`. */
  readonly addresses: ReadonlyMap<number, string>;
}

interface Inspected {
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>>;
  };
}

/** Starts the container that holds a task's network, its ports published on loopback. */
export async function openTask(
  engine: Engine,
  { taskId, image, owner, ports }: { taskId: string; image: string; owner: string; ports: readonly number[] },
): Promise<DockerTask> {
  const named = [...new Set(ports)].map((port) => `${port}/tcp`);
  const body = {
    Image: image,
    Entrypoint: ['/pause'],
    Labels: { [OWNER_LABEL]: owner, [TASK_LABEL]: taskId },
    ExposedPorts: Object.fromEntries(named.map((port) => [port, {}])),
    HostConfig: {
      PortBindings: Object.fromEntries(named.map((port) => [port, [{ HostIp: '127.0.0.1', HostPort: '' }]])),
      ExtraHosts: ['host.docker.internal:host-gateway'],
      LogConfig: { Type: 'none' },
    },
  };
  const path = `/containers/create?name=${nameOf(owner, taskId)}`;
  const { Id } = (await engine.ask('POST', path, { body })) as { Id: string };
  try {
    await engine.ask('POST', `/containers/${Id}/start`);
    const { NetworkSettings } = (await engine.ask('GET', `/containers/${Id}/json`)) as Inspected;
    const addresses = named.flatMap((port) => {
      const given = NetworkSettings.Ports[port]?.[0]?.HostPort;
      return given === undefined ? [] : [[Number.parseInt(port, 10), `127.0.0.1:${given}`] as const];
    });
    return { id: Id, addresses: new Map(addresses) };
  } catch (error) {
    await removeContainer(engine, Id);
    throw error;
  }
}
