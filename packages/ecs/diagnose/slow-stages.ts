import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { placeOf, type Track } from '../follow/look-track.ts';
import { planStages } from '../follow/plan-stages.ts';
import { stageName } from '../follow/still-moving.ts';

/** A deployment by stages in which nothing fails is only not done yet: how long it takes is the service's own choice. */
export function slowStages(track: Track): Diagnosis | undefined {
  const { deployment } = track;
  const plan = planStages(deployment?.deploymentConfiguration ?? {});
  if (plan === undefined || deployment?.status !== 'IN_PROGRESS') return undefined;
  const { lifecycleStage, targetServiceRevision } = deployment;
  const percent = targetServiceRevision?.requestedProductionTrafficWeight;
  const at = lifecycleStage === undefined ? 'not at any stage yet' : `at the stage ${stageName(lifecycleStage)}`;
  const traffic = percent === undefined ? '' : `, with ${percent}% of traffic`;
  return diagnosis('deadline-exceeded', {
    what: `${track.part.row} is still ${at}${traffic}: it deploys ${plan.says}`,
    where: placeOf(track),
    evidence: [`${track.arn ?? ''}: ${deployment.status} ${lifecycleStage ?? ''}`.trim()],
    fix: `Raise rollout-timeout-minutes well above ${plan.minutes}, the minutes that the strategy of ${track.part.row} takes by itself, or shorten it.`,
  });
}
