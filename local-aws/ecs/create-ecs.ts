import type { CloudWatch } from '../cloudwatch/create-cloudwatch.ts';
import type { Runtime } from '../runtime.ts';
import type { Call, Operation, Service as WireService } from '../service.ts';
import { stopped } from '../texts.ts';
import type { Timing } from '../timing.ts';
import type { Images, LogSink, TargetGroups, World } from '../world.ts';
import { createCluster, describeClusters, listClusters } from './clusters.ts';
import { createService } from './create-service.ts';
import { findCluster, lookUpTask } from './find-resources.ts';
import type { Ecs } from './model.ts';
import { runTask } from './run-task.ts';
import { describeServiceDeployments, describeServiceRevisions, listServiceDeployments } from './service-deployments.ts';
import { deleteService, describeServices, listServices } from './services.ts';
import { continueServiceDeployment } from './stages/continue-service-deployment.ts';
import type { HookAnswer, HookCall } from './stages/model.ts';
import { stopServiceDeployment } from './stop-service-deployment.ts';
import { stopTask } from './stop-task.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import {
  deregisterTaskDefinition,
  describeTaskDefinition,
  listTaskDefinitions,
  registerTaskDefinition,
} from './task-definitions.ts';
import { describeTasks, listTasks, stopTaskByRequest } from './tasks.ts';
import { updateService } from './update-service.ts';
import { wakeService } from './wake-service.ts';
import { watchAlarms } from './watch-alarms.ts';

export interface EcsParts {
  readonly timing: Timing;
  readonly runtime: Runtime;
  readonly targetGroups?: TargetGroups;
  readonly logs?: LogSink;
  readonly images?: Images;
  readonly alarms: CloudWatch;
}

const OPERATIONS = {
  ContinueServiceDeployment: continueServiceDeployment,
  CreateCluster: createCluster,
  CreateService: createService,
  DeleteService: deleteService,
  DeregisterTaskDefinition: deregisterTaskDefinition,
  DescribeClusters: describeClusters,
  DescribeServiceDeployments: describeServiceDeployments,
  DescribeServiceRevisions: describeServiceRevisions,
  DescribeServices: describeServices,
  DescribeTaskDefinition: describeTaskDefinition,
  DescribeTasks: describeTasks,
  ListClusters: listClusters,
  ListServiceDeployments: listServiceDeployments,
  ListServices: listServices,
  ListTagsForResource: listTagsForResource,
  ListTaskDefinitions: listTaskDefinitions,
  ListTasks: listTasks,
  RegisterTaskDefinition: registerTaskDefinition,
  RunTask: runTask,
  StopServiceDeployment: stopServiceDeployment,
  StopTask: stopTaskByRequest,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateService: updateService,
} satisfies Record<string, (ecs: Ecs, input: never, call: Call) => unknown>;

/** The simulated ECS: its service for the wire, and what a test or a demo does to it from outside. */
export function createEcs(world: World, parts: EcsParts) {
  const ecs: Ecs = {
    ...parts,
    world,
    secrets: new Map(),
    hooks: new Map(),
    capacity: {},
    clusters: new Map(),
    families: new Map(),
    tags: new Map(),
    serviceDeployments: new Map(),
    revisions: new Map(),
    runTaskTokens: new Map(),
  };
  watchAlarms(ecs);
  return {
    service: wireService(ecs),
    /** Everything it knows, for assertions and pictures. */
    state: ecs as Readonly<Ecs>,
    /** A cluster that is there from the start. */
    createCluster: (clusterName: string) => void createCluster(ecs, { clusterName }),
    /** Gives a secret its value, by what containers say in `valueFrom`. */
    setSecret: (valueFrom: string, value: string) => void ecs.secrets.set(valueFrom, value),
    /** From now on nothing can be placed, for this reason; `undefined` ends it. */
    setCapacity: (reason: string | undefined) => {
      ecs.capacity = reason === undefined ? {} : { reason };
    },
    /** A CloudWatch alarm goes to ALARM or OK. */
    setAlarm: (name: string, inAlarm: boolean) => parts.alarms.set(name, inAlarm ? 'ALARM' : 'OK'),
    /** What the function of a lifecycle hook answers from now on. */
    setHook: (arn: string, answer: (call: HookCall) => HookAnswer) => void ecs.hooks.set(arn, answer),
    /** Takes a task away as Fargate Spot does; nothing when there is no such task. */
    interruptTask: (arn: string) => interrupt(ecs, arn),
    /** Ends every container that still runs. */
    close: () => stopEverything(ecs),
  };
}

export type EcsService = ReturnType<typeof createEcs>;

function wireService(ecs: Ecs): WireService {
  const operations = Object.entries(OPERATIONS).map(([name, operation]): [string, Operation] => [
    name,
    (input, call) => operation(ecs, input, call),
  ]);
  return {
    name: 'ecs',
    protocol: { kind: 'json', targetPrefix: 'AmazonEC2ContainerServiceV20141113', version: '1.1' },
    operations: Object.fromEntries(operations),
  };
}

function interrupt(ecs: Ecs, arn: string): void {
  const task = lookUpTask(findCluster(ecs, arn.split('/')[1]), arn);
  if (task === undefined) return;
  stopTask(ecs, task, 'SpotInterruption', stopped.spot);
  if (task.service !== undefined) wakeService(ecs, task.service);
}

function stopEverything(ecs: Ecs): void {
  for (const cluster of ecs.clusters.values()) {
    for (const service of cluster.services.values()) service.status = 'INACTIVE';
    for (const task of cluster.tasks.values()) {
      for (const container of task.containers) container.running?.stop();
      stopTask(ecs, task, 'UserInitiated', 'local-aws ends');
    }
  }
}
