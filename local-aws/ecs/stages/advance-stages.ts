import { serviceDeployment } from '../../texts.ts';
import { countTasks } from '../count-tasks.ts';
import { failDeployment } from '../fail-deployment.ts';
import type { Deployment, Ecs, Service, ServiceDeployment } from '../model.ts';
import { wakeService } from '../wake-service.ts';
import type { Stage, StageStep, Stages } from './model.ts';
import { isDone, startHooks } from './run-hooks.ts';
import { shiftTraffic } from './shift-traffic.ts';

/** The way of a deployment that goes by stages, as long as it goes forward; `undefined` for any other. */
export function stagesOf({ followedBy, rollout }: Deployment): Stages | undefined {
  return rollout !== 'IN_PROGRESS' || followedBy?.rollback !== undefined ? undefined : followedBy?.stages;
}

export const stageOf = ({ steps, at }: Stages): Stage | undefined => steps[at]?.stage;

/** Whether the new revision gets its tasks by now. */
export const isScaledUp = ({ steps, at }: Stages): boolean =>
  at >= steps.findIndex(({ stage }) => stage === 'SCALE_UP');

/**
 * One turn of a deployment by stages: leaves the step that it is in when its time is over, its hooks are done and what
 * it was for has come. Answers whether the last step is over.
 */
export function advanceStages(ecs: Ecs, service: Service, primary: Deployment, stages: Stages): boolean {
  const following = primary.followedBy;
  if (following?.status !== 'IN_PROGRESS') return false;
  const now = ecs.world.clock.now();
  const step = stages.steps[stages.at];
  if (step !== undefined) {
    if (now < stages.until) {
      wakeService(ecs, service, stages.until - now);
      return false;
    }
    if (!stages.hooks.every(isDone) || !isReached(service, primary, step.stage)) return false;
  }
  const next = stages.steps[stages.at + 1];
  if (next === undefined) return true;
  enter(ecs, following, stages, next);
  return false;
}

/** Whether what a stage is for has come. */
function isReached(service: Service, primary: Deployment, stage: Stage): boolean {
  const others = service.deployments.filter((other) => other !== primary && other.tasks.size > 0);
  switch (stage) {
    case 'SCALE_UP':
      return countTasks(service, primary).healthyNew >= service.desired;
    case 'RECONCILE_SERVICE':
      return others.every(({ rollout }) => rollout === 'COMPLETED');
    case 'CLEAN_UP':
      return others.length === 0;
    default:
      return true;
  }
}

function enter(ecs: Ecs, following: ServiceDeployment, stages: Stages, step: StageStep): void {
  const { world } = ecs;
  const at = world.clock.now();
  stages.at++;
  stages.until = at + step.dwellMs;
  stages.production = step.production ?? stages.production;
  stages.test = step.test ?? stages.test;
  following.updatedAt = at;
  world.timeline.push({
    at,
    kind: 'ecs.stage',
    subject: following.arn,
    state: step.stage,
    detail: { production: stages.production, test: stages.test },
  });
  stages.hooks = startHooks(ecs, following, step.stage);
  if (!shiftTraffic(ecs, following.target, stages)) {
    failDeployment(ecs, following.service, following.target, { kind: 'said', reason: serviceDeployment.noRule });
  }
  wakeService(ecs, following.service);
}
