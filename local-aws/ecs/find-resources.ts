import { AwsFault } from '../service.ts';
import { error } from '../texts.ts';
import type { Cluster, Ecs, Service, Task, TaskDefinition } from './model.ts';

/** The last part of an ARN, or the name itself. */
export const nameOf = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

export const arnOf = ({ world }: Ecs, resource: string): string =>
  `arn:aws:ecs:${world.region}:${world.account}:${resource}`;

/** By name or ARN, `default` when none is named. `ClusterNotFoundException` unless it is ACTIVE. */
export function findCluster(ecs: Ecs, nameOrArn: string | undefined): Cluster {
  const cluster = ecs.clusters.get(nameOf(nameOrArn ?? 'default'));
  if (cluster?.status !== 'ACTIVE') throw new AwsFault('ClusterNotFoundException', error.clusterNotFound);
  return cluster;
}

/** By name or ARN; an ARN must be the very service's. */
export function lookUpService(cluster: Cluster, nameOrArn: string): Service | undefined {
  const service = cluster.services.get(nameOf(nameOrArn));
  return nameOrArn.startsWith('arn:') && service?.arn !== nameOrArn ? undefined : service;
}

/** `ServiceNotFoundException`, or `ServiceNotActiveException` for one that is deleted. */
export function findActiveService(cluster: Cluster, nameOrArn: string | undefined): Service {
  const service = lookUpService(cluster, nameOrArn ?? '');
  if (service === undefined) throw new AwsFault('ServiceNotFoundException', error.serviceNotFound);
  if (service.status !== 'ACTIVE') throw new AwsFault('ServiceNotActiveException', error.serviceNotActive);
  return service;
}

export function lookUpTask(cluster: Cluster, idOrArn: string): Task | undefined {
  const task = cluster.tasks.get(nameOf(idOrArn));
  return idOrArn.startsWith('arn:') && task?.arn !== idOrArn ? undefined : task;
}

/** By ARN, `family:revision` or family, which means its newest ACTIVE revision. */
export function lookUpDefinition(ecs: Ecs, reference: string): TaskDefinition | undefined {
  const [family = '', revision] = nameOf(reference).split(':');
  const revisions = ecs.families.get(family) ?? [];
  if (revision === undefined) return revisions.findLast((definition) => definition.status === 'ACTIVE');
  const found = revisions[Number(revision) - 1];
  return reference.startsWith('arn:') && found?.arn !== reference ? undefined : found;
}

/** For what starts tasks of it. `ClientException` when it does not exist; `inactiveCode` when it is INACTIVE. */
export function findActiveDefinition(ecs: Ecs, reference: string, inactiveCode = 'ClientException'): TaskDefinition {
  const definition = lookUpDefinition(ecs, reference);
  if (definition === undefined) throw new AwsFault('ClientException', error.definitionNotFound);
  if (definition.status !== 'ACTIVE') throw new AwsFault(inactiveCode, error.definitionInactive);
  return definition;
}
