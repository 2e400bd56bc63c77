import type { CreateClusterRequest, DescribeClustersRequest, ListClustersRequest } from '@aws-sdk/client-ecs';
import { arnOf, nameOf } from './find-resources.ts';
import type { Cluster, Ecs } from './model.ts';
import { page } from './page.ts';
import { setTags, tagsWhen } from './tags.ts';

/** Creates the cluster, or answers the one that is there. */
export function createCluster(ecs: Ecs, input: CreateClusterRequest) {
  const name = input.clusterName ?? 'default';
  const existing = ecs.clusters.get(name);
  if (existing?.status === 'ACTIVE') return { cluster: shape(existing) };
  const cluster: Cluster = {
    name,
    arn: arnOf(ecs, `cluster/${name}`),
    status: 'ACTIVE',
    capacityProviders: input.capacityProviders ?? ['FARGATE', 'FARGATE_SPOT'],
    defaultStrategy: input.defaultCapacityProviderStrategy ?? [],
    services: new Map(),
    tasks: new Map(),
  };
  ecs.clusters.set(name, cluster);
  setTags(ecs, cluster.arn, input.tags);
  return { cluster: shape(cluster) };
}

export function describeClusters(ecs: Ecs, input: DescribeClustersRequest) {
  const asked = (input.clusters ?? ['default']).map((name) => ({ name, cluster: ecs.clusters.get(nameOf(name)) }));
  return {
    clusters: asked.flatMap(({ cluster }) =>
      cluster === undefined ? [] : [{ ...shape(cluster), ...tagsWhen(ecs, cluster.arn, input.include) }],
    ),
    failures: asked.flatMap(({ name, cluster }) =>
      cluster === undefined
        ? [{ arn: name.startsWith('arn:') ? name : arnOf(ecs, `cluster/${name}`), reason: 'MISSING' }]
        : [],
    ),
  };
}

export function listClusters(ecs: Ecs, input: ListClustersRequest) {
  const { items, ...next } = page([...ecs.clusters.values()], input, 100);
  return { clusterArns: items.map((cluster) => cluster.arn), ...next };
}

function shape(cluster: Cluster) {
  const tasks = [...cluster.tasks.values()];
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter((task) => task.status === 'RUNNING').length,
    pendingTasksCount: tasks.filter((task) => ['PROVISIONING', 'PENDING', 'ACTIVATING'].includes(task.status)).length,
    activeServicesCount: [...cluster.services.values()].filter((service) => service.status === 'ACTIVE').length,
    statistics: [],
    settings: [{ name: 'containerInsights', value: 'disabled' }],
    capacityProviders: cluster.capacityProviders,
    defaultCapacityProviderStrategy: cluster.defaultStrategy,
  };
}
