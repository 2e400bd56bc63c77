import type { RawJson } from '#aws/raw-json';

/** A service as DescribeServices and UpdateService answer it; times are seconds since the epoch, as on the wire. */
export interface ServiceFacts extends RawJson {
  readonly serviceArn: string;
  readonly serviceName: string;
  readonly clusterArn: string;
  readonly status: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly taskDefinition?: string;
  readonly schedulingStrategy?: string;
  /** Absent means ECS. */
  readonly deploymentController?: { readonly type?: string };
  readonly deploymentConfiguration?: RawJson;
  readonly propagateTags?: string;
  readonly deployments: readonly DeploymentFacts[];
  /** ARN of the newest service deployment, once AWS shows it. */
  readonly currentServiceDeployment?: string;
}

export interface DeploymentFacts {
  /** `ecs-svc/1234567890123456789`. */
  readonly id: string;
  readonly status: string;
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly createdAt?: number;
  /** Absent behind a Classic Load Balancer. */
  readonly rolloutState?: string;
  readonly rolloutStateReason?: string;
}

export const primaryOf = (service: ServiceFacts): DeploymentFacts | undefined =>
  service.deployments.find(({ status }) => status === 'PRIMARY');

/** Whether a rollout is under way: as ECS says, or as the counts say where it says nothing. */
export function isMoving(service: ServiceFacts): boolean {
  const primary = primaryOf(service);
  if (primary === undefined) return false;
  if (primary.rolloutState !== undefined) return primary.rolloutState === 'IN_PROGRESS';
  return service.deployments.length > 1 || primary.runningCount !== primary.desiredCount;
}

/**
 * The revision that serves: the primary deployment's once it is complete, else the one that it replaces, as long as
 * that has tasks; the primary's when nothing ever served.
 */
export function servingArn(service: ServiceFacts): string | undefined {
  const primary = primaryOf(service);
  const done =
    primary?.rolloutState === 'COMPLETED' || (primary !== undefined && !isMoving(service) && !hasFailed(primary));
  if (done) return primary?.taskDefinition;
  const replaced = service.deployments
    .filter((other) => other !== primary && other.runningCount > 0 && !hasFailed(other))
    .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  return replaced[0]?.taskDefinition ?? primary?.taskDefinition ?? service.taskDefinition;
}

export const hasFailed = ({ rolloutState }: DeploymentFacts): boolean => rolloutState === 'FAILED';
