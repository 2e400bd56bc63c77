import type { Part } from '#rollout/platform';
import type { EcsContext } from './ecs-context.ts';
import { readHistory } from './record/read-history.ts';
import { readService } from './service/read-service.ts';
import { primaryOf } from './service/service-facts.ts';
import { readUndo } from './undo.ts';
import { hasSettings } from './update-service.ts';

/** How far AWS's clock may be behind ours, in milliseconds. */
const skew = 60_000;

/**
 * What became of a part whose `shift` was never answered: the part with the deployment that it started, also when ECS
 * has given that up since; `undefined` when nothing was started. `signal`: default the run's own. Throws `AwsError`, `not-found`.
 */
export async function locatePart({ ecs }: EcsContext, part: Part, signal?: AbortSignal): Promise<Part | undefined> {
  const options = signal === undefined ? {} : { signal };
  const { before, set } = await readUndo(part);
  const service = await readService(ecs, part, options);
  if (set.taskDefinition === undefined) {
    const primary = primaryOf(service);
    return primary !== undefined && Object.keys(set).length > 0 && hasSettings(service, set)
      ? { ...part, id: primary.id }
      : undefined;
  }
  const started = service.deployments.find(
    ({ id, taskDefinition }) => taskDefinition === part.to.id && id !== before.primary,
  );
  const { currentServiceDeployment: shown } = service;
  if (started !== undefined) {
    const isShown = started === primaryOf(service) && shown !== undefined && shown !== before.rollout;
    return { ...part, id: started.id, ...(isShown ? { rollout: shown } : {}) };
  }
  const past = await readHistory(ecs, part, { most: 20, after: part.startedAt - skew, ...options });
  const ours = past.find(
    ({ taskDefinition, digits }) => taskDefinition === part.to.id && `ecs-svc/${digits}` !== before.primary,
  );
  return ours === undefined ? undefined : { ...part, id: `ecs-svc/${ours.digits}`, rollout: ours.arn };
}
