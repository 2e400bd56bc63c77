import type { DeploymentLifecycleHook } from '@aws-sdk/client-ecs';
import { serviceDeployment } from '../../texts.ts';
import { later } from '../enter-status.ts';
import { failDeployment } from '../fail-deployment.ts';
import { makeUrlId } from '../make-id.ts';
import type { Ecs, ServiceDeployment } from '../model.ts';
import { wakeService } from '../wake-service.ts';
import type { HookRun, Stage } from './model.ts';

/** A day (SDK model), in minutes. */
const defaultTimeout = 1_440;

/**
 * Starts the hooks of a stage. A pause waits for ContinueServiceDeployment; a function answers what `ecs.hooks` says
 * for its ARN (default SUCCEEDED) and is called again after 30 s when it is not done. Each has its timeout.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
export function startHooks(ecs: Ecs, following: ServiceDeployment, stage: Stage): HookRun[] {
  const hooks = (following.configuration.lifecycleHooks ?? []).filter(({ lifecycleStages }) =>
    (lifecycleStages as readonly string[] | undefined)?.includes(stage),
  );
  return hooks.map((hook) => start(ecs, following, stage, hook));
}

/**
 * The way back runs the hooks of both shifts of traffic again, of those that had begun; it is over when they are done.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
export function startHooksOfWayBack(ecs: Ecs, following: ServiceDeployment): void {
  const { stages } = following;
  if (stages === undefined) return;
  const reached = stages.steps.slice(0, stages.at + 1).map(({ stage }) => stage);
  const shifts = (['PRODUCTION_TRAFFIC_SHIFT', 'TEST_TRAFFIC_SHIFT'] as const).filter((stage) =>
    reached.includes(stage),
  );
  stages.hooks = shifts.flatMap((stage) => startHooks(ecs, following, stage));
}

/** Whether nothing waits for a hook any more. */
export const isDone = ({ status, timeoutAction }: HookRun): boolean =>
  status === 'SUCCEEDED' || (status === 'TIMED_OUT' && timeoutAction === 'CONTINUE');

function start(ecs: Ecs, following: ServiceDeployment, stage: Stage, hook: DeploymentLifecycleHook): HookRun {
  const { targetType = 'AWS_LAMBDA', hookTargetArn, timeoutConfiguration = {} } = hook;
  const timeoutMs = (timeoutConfiguration.timeoutInMinutes ?? defaultTimeout) * 60_000;
  const pause = targetType === 'PAUSE';
  const run: HookRun = {
    hookId: `ecs-${pause ? 'pause' : 'lambda'}-${makeUrlId(ecs.world)}`,
    targetType: pause ? 'PAUSE' : 'AWS_LAMBDA',
    ...(hookTargetArn === undefined ? {} : { targetArn: hookTargetArn }),
    expiresAt: ecs.world.clock.now() + timeoutMs,
    timeoutAction: timeoutConfiguration.action ?? 'ROLLBACK',
    status: pause ? 'AWAITING_ACTION' : 'IN_PROGRESS',
    due: [],
  };
  run.due.push(later(ecs, timeoutMs, () => timeOut(ecs, following, stage, run)));
  if (!pause) invoke(ecs, following, { stage, run, attempt: 1, waitMs: ecs.timing.hook });
  return run;
}

interface Invocation {
  readonly stage: Stage;
  readonly run: HookRun;
  readonly attempt: number;
  readonly waitMs: number;
}

function invoke(ecs: Ecs, following: ServiceDeployment, { stage, run, attempt, waitMs }: Invocation): void {
  const call = () => {
    const productionPercent = following.stages?.production ?? 0;
    const answer = ecs.hooks.get(run.targetArn ?? '')?.({ stage, attempt, productionPercent }) ?? 'SUCCEEDED';
    if (answer === 'IN_PROGRESS') {
      invoke(ecs, following, { stage, run, attempt: attempt + 1, waitMs: ecs.timing.hookAgain });
    } else if (answer === 'SUCCEEDED') settleHook(ecs, following, run, 'SUCCEEDED');
    else fail(ecs, following, run, 'FAILED', serviceDeployment.hookFailed(stage, run.targetArn ?? ''));
  };
  run.due.push(later(ecs, waitMs, call));
}

/** The hook is done: the scheduler looks whether its stage can be left. */
export function settleHook(ecs: Ecs, following: ServiceDeployment, run: HookRun, status: HookRun['status']): void {
  run.status = status;
  for (const takeBack of run.due.splice(0)) takeBack();
  wakeService(ecs, following.service);
}

function timeOut(ecs: Ecs, following: ServiceDeployment, stage: Stage, run: HookRun): void {
  if (run.timeoutAction === 'CONTINUE') settleHook(ecs, following, run, 'TIMED_OUT');
  else fail(ecs, following, run, 'TIMED_OUT', serviceDeployment.hookTimedOut(stage, run.targetArn ?? run.hookId));
}

function fail(
  ecs: Ecs,
  following: ServiceDeployment,
  run: HookRun,
  status: 'FAILED' | 'TIMED_OUT',
  reason: string,
): void {
  settleHook(ecs, following, run, status);
  failDeployment(ecs, following.service, following.rollback?.to ?? following.target, { kind: 'said', reason });
}

/** Nothing of the hooks happens any more: the deployment goes back, or has ended. */
export function dropHooks({ stages }: ServiceDeployment): void {
  if (stages === undefined) return;
  for (const { due } of stages.hooks.splice(0)) for (const takeBack of due.splice(0)) takeBack();
}
