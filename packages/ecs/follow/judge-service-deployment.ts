import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import type { Counts, Judgement, StageView } from './look-judgement.ts';

/**
 * What a service deployment says about its own end (docs/aws-behaviour.md; statuses of the API model). A rollback stays
 * within the same service deployment. Statuses and stages that are not known count as moving.
 */
export function judgeServiceDeployment(deployment: ServiceDeployment): Judgement {
  const counts = countsOf(deployment);
  switch (deployment.status) {
    case 'SUCCESSFUL':
      return { kind: 'live', counts };
    case 'ROLLBACK_SUCCESSFUL':
      return { kind: 'went-back' };
    case 'ROLLBACK_FAILED':
      return { kind: 'failed' };
    case 'STOPPED':
      return isTriggered(deployment) ? { kind: 'failed' } : { kind: 'stopped' };
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      return { kind: 'going-back', counts };
    default:
      return judgeRunning(deployment, counts);
  }
}

function judgeRunning(deployment: ServiceDeployment, counts: Counts): Judgement {
  if (isTriggered(deployment)) return goesBack(deployment) ? { kind: 'going-back', counts } : { kind: 'failed' };
  const hook = deployment.lifecycleHookDetails?.find((detail) => detail.status === 'AWAITING_ACTION');
  const stage = deployment.lifecycleStage;
  if (hook !== undefined) {
    return {
      kind: 'paused',
      hook: hook.hookId ?? 'a pause hook',
      ...(hook.expiresAt === undefined ? {} : { until: hook.expiresAt }),
      ...(hook.timeoutAction === undefined ? {} : { afterwards: hook.timeoutAction }),
      ...(stage === undefined ? {} : { stage }),
    };
  }
  return { kind: 'moving', counts, at: stageView(deployment) };
}

function stageView({ lifecycleStage: stage, targetServiceRevision }: ServiceDeployment): StageView {
  const { requestedProductionTrafficWeight: percent, requestedTestTrafficWeight: testPercent } =
    targetServiceRevision ?? {};
  return {
    ...(stage === undefined ? {} : { stage }),
    ...(percent === undefined ? {} : { percent }),
    ...(testPercent === undefined ? {} : { testPercent }),
  };
}

/** The breaker or an alarm has decided. */
export const isTriggered = ({ deploymentCircuitBreaker, alarms }: ServiceDeployment): boolean =>
  deploymentCircuitBreaker?.status === 'TRIGGERED' || alarms?.status === 'TRIGGERED';

/** Whether ECS was told to put the old revision back by itself. */
function goesBack({ deploymentConfiguration, alarms, rollback }: ServiceDeployment): boolean {
  if (rollback !== undefined) return true;
  const byAlarm = alarms?.status === 'TRIGGERED';
  const monitor = byAlarm ? deploymentConfiguration?.alarms : deploymentConfiguration?.deploymentCircuitBreaker;
  return monitor === undefined || monitor.rollback !== false;
}

function countsOf({
  targetServiceRevision,
  sourceServiceRevisions,
  deploymentCircuitBreaker,
}: ServiceDeployment): Counts {
  const target = targetServiceRevision;
  const failures = deploymentCircuitBreaker?.status === 'DISABLED' ? undefined : deploymentCircuitBreaker?.failureCount;
  return {
    wanted: target?.requestedTaskCount ?? 0,
    running: target?.runningTaskCount ?? 0,
    pending: target?.pendingTaskCount ?? 0,
    old: (sourceServiceRevisions ?? []).reduce((sum, { runningTaskCount = 0 }) => sum + runningTaskCount, 0),
    ...(failures === undefined ? {} : { failures }),
  };
}
