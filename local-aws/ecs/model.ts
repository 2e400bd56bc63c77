import type {
  CapacityProviderStrategyItem,
  ContainerDefinition,
  DeploymentConfiguration,
  LoadBalancer,
  NetworkConfiguration,
  RegisterTaskDefinitionRequest,
  Tag,
  TaskOverride,
} from '@aws-sdk/client-ecs';
import type { RunningContainer, Runtime } from '../runtime.ts';
import type { Timing } from '../timing.ts';
import type { AlarmBoard, Images, LogSink, Target, TargetGroups, TargetHealth, World } from '../world.ts';
import type { HookAnswer, HookCall, Stages } from './stages/model.ts';

/** All that ECS knows, and what it stands on. Times are milliseconds since the epoch. */
export interface Ecs {
  readonly world: World;
  readonly timing: Timing;
  readonly runtime: Runtime;
  readonly targetGroups?: TargetGroups;
  readonly logs?: LogSink;
  readonly images?: Images;
  /** Values of secrets by `valueFrom`; any other secret resolves to a placeholder. */
  readonly secrets: Map<string, string>;
  readonly alarms: AlarmBoard;
  /** What functions answer to lifecycle hooks, by their ARN; any other answers SUCCEEDED. */
  readonly hooks: Map<string, (call: HookCall) => HookAnswer>;
  /** Set: no capacity, every placement fails with this reason. */
  capacity: { reason?: string };
  readonly clusters: Map<string, Cluster>;
  readonly families: Map<string, TaskDefinition[]>;
  /** By ARN: of services, tasks, task definitions, clusters. */
  readonly tags: Map<string, Tag[]>;
  readonly serviceDeployments: Map<string, ServiceDeployment>;
  readonly revisions: Map<string, Revision>;
  readonly runTaskTokens: Map<string, { readonly request: string; readonly tasks: readonly Task[] }>;
}

export interface Cluster {
  readonly name: string;
  readonly arn: string;
  status: 'ACTIVE' | 'INACTIVE';
  readonly capacityProviders: readonly string[];
  readonly defaultStrategy: readonly CapacityProviderStrategyItem[];
  readonly services: Map<string, Service>;
  /** By task id. */
  readonly tasks: Map<string, Task>;
}

/** `raw` is what was registered, members that no SDK knows included. */
export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly raw: RegisterTaskDefinitionRequest;
  readonly containers: readonly ContainerDefinition[];
  readonly registeredAt: number;
  readonly registeredBy: string;
  status: 'ACTIVE' | 'INACTIVE';
  deregisteredAt?: number;
}

/** What a service deployment brings out, and what a service revision remembers. */
export interface Launch {
  readonly definition: TaskDefinition;
  readonly launchType?: string;
  readonly capacityProviderStrategy?: readonly CapacityProviderStrategyItem[];
  readonly platformVersion?: string;
  readonly network?: NetworkConfiguration;
  readonly loadBalancers: readonly LoadBalancer[];
}

export interface Service {
  readonly name: string;
  readonly arn: string;
  readonly cluster: Cluster;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly scheduling: 'REPLICA' | 'DAEMON';
  readonly controller?: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desired: number;
  launch: Launch;
  configuration: DeploymentConfiguration;
  graceSeconds: number;
  propagateTags?: string;
  managedTags: boolean;
  executeCommand: boolean;
  rebalancing: string;
  /** Newest first; the first one is PRIMARY. */
  deployments: Deployment[];
  /** Every one that reached COMPLETED, oldest first. */
  readonly completed: Deployment[];
  /** Newest first, at most 100. */
  readonly events: { readonly id: string; readonly at: number; readonly message: string }[];
  /** Takes back the next turn of the scheduler, when one is due. */
  turn?: { readonly at: number; readonly cancel: () => void };
  steady: boolean;
}

export interface Deployment {
  /** 19 digits. */
  readonly digits: string;
  readonly id: string;
  readonly launch: Launch;
  readonly createdAt: number;
  readonly revision: Revision;
  /** Which of the two target groups its tasks are registered with, where blue and green take turns. */
  readonly slot: 0 | 1;
  /** The one that follows it now: after a rollback, the one of the deployment that failed. */
  followedBy?: ServiceDeployment;
  updatedAt: number;
  rollout: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  reason: string;
  readonly tasks: Set<Task>;
  /** Tasks in a row that failed; for the circuit breaker and `failedTasks`. */
  failures: number;
  ran: boolean;
  /** Tasks in a row that never ran, and when the next may start. */
  unstarted: number;
  retryAt: number;
  /** Tasks replaced since the last start, for the wording of the event. */
  replaced: number;
}

export interface Revision {
  readonly arn: string;
  readonly service: Service;
  readonly launch: Launch;
  readonly createdAt: number;
  /** Digest by container name, resolved once. */
  readonly digests: Map<string, string>;
}

export type ServiceDeploymentStatus =
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'SUCCESSFUL'
  | 'STOP_REQUESTED'
  | 'STOPPED'
  | 'ROLLBACK_REQUESTED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_SUCCESSFUL'
  | 'ROLLBACK_FAILED';

export interface ServiceDeployment {
  readonly arn: string;
  readonly service: Service;
  readonly target: Deployment;
  readonly sources: readonly Revision[];
  /** The service's, as it was when this began. */
  readonly configuration: DeploymentConfiguration;
  /** Of BLUE_GREEN, LINEAR and CANARY. */
  readonly stages?: Stages;
  /** Ms since the epoch: a rolling deployment bakes until then. */
  bakeUntil?: number;
  readonly createdAt: number;
  readonly visibleAt: number;
  status: ServiceDeploymentStatus;
  statusReason?: string;
  startedAt?: number;
  stoppedAt?: number;
  finishedAt?: number;
  updatedAt: number;
  rollback?: { readonly reason: string; readonly startedAt: number; readonly to: Deployment };
  breaker: 'MONITORING' | 'MONITORING_COMPLETE' | 'TRIGGERED' | 'DISABLED';
  alarms: 'MONITORING' | 'MONITORING_COMPLETE' | 'TRIGGERED' | 'DISABLED';
  triggeredAlarms: readonly string[];
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export type StopCode =
  | 'TaskFailedToStart'
  | 'EssentialContainerExited'
  | 'UserInitiated'
  | 'ServiceSchedulerInitiated'
  | 'SpotInterruption';

export interface Task {
  readonly id: string;
  readonly arn: string;
  readonly cluster: Cluster;
  readonly launch: Launch;
  readonly overrides: TaskOverride;
  readonly group: string;
  readonly startedBy?: string;
  readonly service?: Service;
  readonly deployment?: Deployment;
  readonly createdAt: number;
  readonly containers: readonly Container[];
  readonly address: { readonly ip: string; readonly mac: string; readonly eni: string };
  readonly executeCommand: boolean;
  readonly zone: string;
  readonly targets: TaskTarget[];
  /** Told of what the service scheduler must know. */
  readonly listener?: TaskListener;
  /** Digest by container name, once known. */
  readonly digests: Map<string, string>;
  status: TaskStatus;
  desired: 'RUNNING' | 'STOPPED';
  version: number;
  pullStartedAt?: number;
  pullStoppedAt?: number;
  startedAt?: number;
  stoppingAt?: number;
  executionStoppedAt?: number;
  stoppedAt?: number;
  stopCode?: StopCode;
  stoppedReason?: string;
  /** Counted healthy by the service scheduler. */
  healthy: boolean;
  /** It was, at some time. */
  wasHealthy: boolean;
  /** Failed its health checks and waits to be replaced. */
  unhealthy?: { readonly reason: string };
}

export interface TaskListener {
  /** It reached RUNNING. */
  running(task: Task): void;
  /** The health of a container or target changed. */
  health(task: Task): void;
  /** It ends by itself: a container exited or never started. */
  left(task: Task): void;
  /** Its containers are gone. */
  gone(task: Task): void;
}

export interface TaskTarget {
  readonly targetGroup: string;
  readonly target: Target;
  health: TargetHealth;
}

export interface Container {
  readonly definition: ContainerDefinition;
  readonly arn: string;
  readonly runtimeId: string;
  readonly essential: boolean;
  status: 'PENDING' | 'RUNNING' | 'STOPPED';
  running?: RunningContainer;
  /** Where its first port can be reached from this machine. */
  reachable?: string;
  /** The same for each of its ports, where the runtime knows. */
  addresses?: ReadonlyMap<number, string>;
  health: 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY';
  exitCode?: number;
  reason?: string;
  imageDigest?: string;
  /** The image is one of our own registry, which has resolved it. */
  resolved?: boolean;
}
