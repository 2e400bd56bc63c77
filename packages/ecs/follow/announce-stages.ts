import type { DeploymentLifecycleHookDetail } from '@aws-sdk/client-ecs';
import type { Track } from './look-track.ts';
import { planStages } from './plan-stages.ts';
import { stageName } from './still-moving.ts';

/**
 * Adds to the news what a deployment by stages has ahead of it, the hooks that are asked, and alarms that ECS does not
 * heed; each once.
 */
export function announceStages(track: Track): void {
  const { deployment } = track;
  if (deployment === undefined) return;
  const { deploymentConfiguration: configuration = {}, lifecycleStage, lifecycleHookDetails = [] } = deployment;
  const plan = planStages(configuration);
  if (plan !== undefined) announce(track, 'strategy', `the service deploys ${plan.says}`);
  for (const hook of lifecycleHookDetails) {
    if (hook.status !== 'IN_PROGRESS') continue;
    const at = lifecycleStage === undefined ? '' : ` at the stage ${stageName(lifecycleStage)}`;
    announce(track, `hook ${hook.hookId}`, `the lifecycle hook ${hookName(hook)} is asked${at}`);
  }
  // What is red when a deployment begins is ignored for all of it (developer guide).
  const names = configuration.alarms?.alarmNames ?? [];
  if (configuration.alarms?.enable === true && deployment.alarms?.status === 'DISABLED' && names.length > 0) {
    announce(
      track,
      'alarms ignored',
      `ECS ignores the alarms of this service for this deployment, since one was red when it began: ${names.join(', ')}`,
    );
  }
}

function announce(track: Track, key: string, line: string): void {
  if (track.announced.has(key)) return;
  track.announced.add(key);
  track.news.push(line);
}

/** The name of a function, or the id of a pause. */
export const hookName = ({ targetArn, hookId }: DeploymentLifecycleHookDetail): string =>
  targetArn?.split(':').at(-1) ?? hookId ?? 'of the deployment';
