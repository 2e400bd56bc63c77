import type { ContainerDefinition, TaskOverride } from '@aws-sdk/client-ecs';
import { enterStatus, later } from './enter-status.ts';
import { arnOf } from './find-resources.ts';
import { makeHex, makeUuid } from './make-id.ts';
import type { Cluster, Container, Deployment, Ecs, Launch, Service, Task, TaskListener } from './model.ts';
import { pullImages } from './pull-images.ts';
import { setTags } from './tags.ts';

export interface TaskOrder {
  readonly cluster: Cluster;
  readonly launch: Launch;
  readonly group: string;
  readonly overrides?: TaskOverride;
  readonly startedBy?: string;
  readonly service?: Service;
  readonly deployment?: Deployment;
  readonly executeCommand?: boolean;
  readonly tags?: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[];
  readonly listener?: TaskListener;
}

/** Starts a task: it is PROVISIONING now, and the clock does the rest. */
export function placeTask(ecs: Ecs, { tags, ...order }: TaskOrder): Task {
  const { world } = ecs;
  const id = makeHex(world);
  const task: Task = {
    ...order,
    id,
    arn: arnOf(ecs, `task/${order.cluster.name}/${id}`),
    overrides: order.overrides ?? {},
    createdAt: world.clock.now(),
    containers: order.launch.definition.containers.map((definition) =>
      makeContainer(ecs, order.cluster, id, definition),
    ),
    address: makeAddress(ecs),
    executeCommand: order.executeCommand ?? false,
    zone: `${world.region}${world.random() < 0.5 ? 'a' : 'b'}`,
    targets: [],
    digests: order.deployment?.revision.digests ?? new Map(),
    status: 'PROVISIONING',
    desired: 'RUNNING',
    version: 0,
    healthy: false,
    wasHealthy: false,
  };
  order.cluster.tasks.set(id, task);
  order.deployment?.tasks.add(task);
  if (tags !== undefined) setTags(ecs, task.arn, [...tags]);
  enterStatus(ecs, task, 'PROVISIONING');
  later(ecs, ecs.timing.provision, () => {
    if (task.desired === 'STOPPED') return;
    enterStatus(ecs, task, 'PENDING');
    pullImages(ecs, task);
  });
  return task;
}

function makeContainer(ecs: Ecs, cluster: Cluster, taskId: string, definition: ContainerDefinition): Container {
  return {
    definition,
    arn: arnOf(ecs, `container/${cluster.name}/${taskId}/${makeUuid(ecs.world)}`),
    runtimeId: `${taskId}-${Math.floor(ecs.world.random() * 1e10)}`,
    essential: definition.essential !== false,
    status: 'PENDING',
    health: 'UNKNOWN',
  };
}

function makeAddress({ world }: Ecs): Task['address'] {
  const byte = () => Math.floor(world.random() * 254) + 1;
  return {
    ip: `10.0.${byte()}.${byte()}`,
    mac: `0a:${[1, 2, 3, 4, 5].map(() => byte().toString(16).padStart(2, '0')).join(':')}`,
    eni: `eni-0${makeHex(world, 16)}`,
  };
}
