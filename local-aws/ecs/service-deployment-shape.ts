import { breakerThreshold } from './count-failure.ts';
import type { Deployment, Revision, ServiceDeployment } from './model.ts';
import { launchShape, revisionSummary } from './service-shape.ts';
import { stageOf } from './stages/advance-stages.ts';
import type { HookRun } from './stages/model.ts';

/** As ListServiceDeployments answers it. */
export function serviceDeploymentBrief(deployment: ServiceDeployment) {
  const { arn, service, status, statusReason, target } = deployment;
  return {
    serviceDeploymentArn: arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    ...times(deployment),
    targetServiceRevisionArn: target.revision.arn,
    status,
    ...(statusReason === undefined ? {} : { statusReason }),
  };
}

/** As DescribeServiceDeployments answers it. */
export function serviceDeploymentShape(deployment: ServiceDeployment) {
  const { service, target, sources, rollback, alarms, triggeredAlarms } = deployment;
  const { targetServiceRevisionArn: _, ...brief } = serviceDeploymentBrief(deployment);
  return {
    ...brief,
    updatedAt: new Date(deployment.updatedAt),
    sourceServiceRevisions: sources.map((source) => {
      const from = service.deployments.find(({ revision }) => revision === source);
      const seen =
        from === undefined ? emptySummary(source) : { ...revisionSummary(service, from), requestedTaskCount: 0 };
      return { ...seen, ...weights(deployment, 'source') };
    }),
    targetServiceRevision: { ...targetSummary(deployment), ...weights(deployment, 'target') },
    deploymentConfiguration: deployment.configuration,
    ...stage(deployment),
    ...(rollback === undefined
      ? {}
      : {
          rollback: {
            reason: rollback.reason,
            startedAt: new Date(rollback.startedAt),
            serviceRevisionArn: rollback.to.revision.arn,
          },
        }),
    deploymentCircuitBreaker: {
      status: deployment.breaker,
      failureCount: target.failures,
      threshold: breakerThreshold(service),
    },
    alarms: {
      status: alarms,
      alarmNames: deployment.configuration.alarms?.alarmNames ?? [],
      triggeredAlarmNames: triggeredAlarms,
    },
  };
}

/** The stage, once there is one, and the hooks that are active in it. */
function stage({ stages }: ServiceDeployment) {
  const at = stages === undefined ? undefined : stageOf(stages);
  const active = stages?.hooks.filter(({ status }) => status !== 'SUCCEEDED') ?? [];
  return {
    ...(at === undefined ? {} : { lifecycleStage: at }),
    ...(active.length === 0 ? {} : { lifecycleHookDetails: active.map(hookDetail) }),
  };
}

const hookDetail = ({ hookId, targetType, targetArn, status, expiresAt, timeoutAction }: HookRun) => ({
  hookId,
  targetType,
  ...(targetArn === undefined ? {} : { targetArn }),
  status,
  expiresAt: new Date(expiresAt),
  timeoutAction,
});

/** Percent of the traffic that is asked for a revision; rolling deployments have none. */
function weights({ stages, sources }: ServiceDeployment, of: 'source' | 'target') {
  if (stages === undefined) return {};
  const rest = (percent: number) => (of === 'target' ? percent : sources.length === 0 ? 0 : 100 - percent);
  return {
    requestedProductionTrafficWeight: rest(stages.production),
    requestedTestTrafficWeight: rest(stages.test),
  };
}

function targetSummary({ service, target }: ServiceDeployment) {
  return listed(service.deployments, target) ? revisionSummary(service, target) : emptySummary(target.revision);
}

const listed = (deployments: readonly Deployment[], target: Deployment) => deployments.includes(target);

const emptySummary = ({ arn }: Revision) => ({
  arn,
  requestedTaskCount: 0,
  runningTaskCount: 0,
  pendingTaskCount: 0,
});

function times({ createdAt, startedAt, finishedAt, stoppedAt }: ServiceDeployment) {
  return {
    createdAt: new Date(createdAt),
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: new Date(finishedAt) }),
    ...(stoppedAt === undefined ? {} : { stoppedAt: new Date(stoppedAt) }),
  };
}

/** As DescribeServiceRevisions answers it: what is served, down to the digests. */
export function revisionShape({ arn, service, launch, createdAt, digests }: Revision) {
  return {
    serviceRevisionArn: arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    ...launchShape(launch),
    loadBalancers: launch.loadBalancers,
    containerImages: launch.definition.containers.map(({ name = '', image }) => ({
      containerName: name,
      image,
      ...(digests.has(name) ? { imageDigest: digests.get(name) } : {}),
    })),
    guardDutyEnabled: false,
    createdAt: new Date(createdAt),
  };
}
