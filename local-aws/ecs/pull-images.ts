import { createHash } from 'node:crypto';
import { stopped } from '../texts.ts';
import { later } from './enter-status.ts';
import type { Container, Ecs, Task } from './model.ts';
import { startContainers } from './start-containers.ts';
import { failToStart } from './stop-task.ts';

/** PENDING: resolves every image and log group; then starts the containers, or stops the task with AWS's reason. */
export function pullImages(ecs: Ecs, task: Task): void {
  task.pullStartedAt = ecs.world.clock.now();
  const problem = task.containers
    .map((container) => resolveImage(ecs, task, container) ?? checkLogGroup(ecs, container))
    .find((reason) => reason !== undefined);
  if (problem !== undefined) {
    failToStart(ecs, task, problem);
    return;
  }
  later(ecs, ecs.timing.pull, () => {
    if (task.desired === 'STOPPED') return;
    task.pullStoppedAt = ecs.world.clock.now();
    startContainers(ecs, task);
  });
}

/**
 * A tag is resolved once for a service revision, so later tasks of it get the same content (versionConsistency:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html).
 */
function resolveImage(ecs: Ecs, task: Task, container: Container): string | undefined {
  const { name = '', image = '', versionConsistency } = container.definition;
  const pinned = versionConsistency === 'disabled' ? undefined : task.digests.get(name);
  const reference = pinned === undefined ? image : `${repositoryOf(image)}@${pinned}`;
  const found = ecs.images?.resolve(reference) ?? { kind: 'foreign' };
  if (found.kind === 'missing') return stopped.imageNotFound(image);
  container.resolved = found.kind === 'found';
  const digest = found.kind === 'found' ? found.digest : foreignDigest(ecs, image, pinned);
  if (digest === undefined) return undefined;
  container.imageDigest = digest;
  task.digests.set(name, digest);
  return undefined;
}

/** A runtime that tells digests has its own way with images of foreign registries, and is believed once it runs one. */
function foreignDigest({ runtime }: Ecs, image: string, pinned: string | undefined): string | undefined {
  return runtime.tellsDigests === true ? undefined : (pinned ?? digestOf(image));
}

const repositoryOf = (image: string): string => image.replace(/@sha256:[0-9a-f]+$/, '').replace(/:[^:/]+$/, '');

/** Of a registry that is not ours: the digest it names, else one made of the reference, the same every time. */
const digestOf = (image: string): string =>
  /sha256:[0-9a-f]{64}$/.exec(image)?.[0] ?? `sha256:${createHash('sha256').update(image).digest('hex')}`;

function checkLogGroup({ logs }: Ecs, { definition: { logConfiguration } }: Container): string | undefined {
  const group = logConfiguration?.logDriver === 'awslogs' ? logConfiguration.options?.['awslogs-group'] : undefined;
  if (logs === undefined || group === undefined || logs.groupExists(group)) return undefined;
  if (logConfiguration?.options?.['awslogs-create-group'] !== 'true') return stopped.logGroupMissing;
  logs.createGroup(group);
  return undefined;
}
