import type { DeploymentConfiguration, DeploymentLifecycleHookDetail } from '@aws-sdk/client-ecs';
import type { Track } from './look-track.ts';
import { stageName } from './still-moving.ts';

/**
 * Adds to the news what a deployment by stages has ahead of it, the hooks that are asked, and alarms that ECS does not
 * heed; each once.
 */
export function announceStages(track: Track): void {
  const { deployment } = track;
  if (deployment === undefined) return;
  const { deploymentConfiguration: configuration = {}, lifecycleStage, lifecycleHookDetails = [] } = deployment;
  const plan = planOf(configuration);
  if (plan !== undefined) announce(track, 'strategy', plan);
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

/** What the service's strategy does, with the defaults of the API model; `undefined` for a rolling deployment. */
function planOf(configuration: DeploymentConfiguration): string | undefined {
  const { strategy = 'ROLLING', bakeTimeInMinutes, linearConfiguration, canaryConfiguration } = configuration;
  const bake = bakeTimeInMinutes ? `, then ${bakeTimeInMinutes} min of bake` : '';
  switch (strategy) {
    case 'BLUE_GREEN':
      return `the service deploys blue/green: all traffic at once${bake}`;
    case 'LINEAR': {
      const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = linearConfiguration ?? {};
      const minutes = (Math.ceil(100 / stepPercent) - 1) * stepBakeTimeInMinutes;
      return `the service deploys linearly: ${stepPercent}% of traffic every ${stepBakeTimeInMinutes} min, ${minutes} min in all${bake}`;
    }
    case 'CANARY': {
      const { canaryPercent = 5, canaryBakeTimeInMinutes = 10 } = canaryConfiguration ?? {};
      return `the service deploys by canary: ${canaryPercent}% of traffic for ${canaryBakeTimeInMinutes} min, then all${bake}`;
    }
    default:
      return undefined;
  }
}
