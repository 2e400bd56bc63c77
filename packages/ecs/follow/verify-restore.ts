import type { Deployment } from '@aws-sdk/client-ecs';
import type { CallOptions } from '#aws/client';
import type { Look } from '#rollout/platform';
import { type Sources, supersededBy } from '../diagnose/diagnose-track.ts';
import { closeTrack, endTrack } from './end-track.ts';
import { judgeService } from './judge-service.ts';
import type { Judgement } from './look-judgement.ts';
import { digitsOf, isFresh, isServiced, type Track } from './look-track.ts';
import { readService } from './read-cause.ts';
import { stillMoving } from './still-moving.ts';

/**
 * The way back has ended when the old revision is PRIMARY and its deployment complete, whether ECS went back by itself
 * (under the old id) or a new deployment brought it. `undefined`: the judgement stands as for any other part.
 */
export async function verifyRestore(
  sources: Sources,
  track: Track,
  judgement: Judgement,
  options: CallOptions,
): Promise<Look | undefined> {
  if (judgement.kind !== 'went-back' && judgement.kind !== 'unclear' && judgement.kind !== 'going-back')
    return undefined;
  if (judgement.kind !== 'going-back') await readService(sources, track, options);
  if (!isServiced(track)) {
    const there = judgement.kind === 'went-back' && !isOwn(track);
    return there ? closeTrack(track, { kind: 'ended', how: 'live', state: 'serves again' }) : undefined;
  }
  const seen = judgeService(track);
  if (judgement.kind === 'went-back' && seen.kind === 'superseded') {
    return endTrack(track, 'superseded', supersededBy(track, seen.by));
  }
  const primary = track.service?.deployments?.find(({ status }) => status === 'PRIMARY');
  const back = primary?.taskDefinition === track.part.to.id && isComplete(track, primary);
  if (back)
    return closeTrack(track, {
      kind: 'ended',
      how: 'live',
      state: `${primary?.runningCount ?? 0}/${primary?.desiredCount ?? 0} running`,
    });
  return judgement.kind === 'went-back' && isFresh(track, sources.aws.clock.now())
    ? stillMoving(track, 'waiting for AWS to show it')
    : undefined;
}

/** Where nothing is said of the rollout's state (behind a Classic Load Balancer), the counts tell. */
function isComplete({ service }: Track, primary: Deployment): boolean {
  if (primary.rolloutState !== undefined) return primary.rolloutState === 'COMPLETED';
  return service?.deployments?.length === 1 && primary.runningCount === primary.desiredCount;
}

/**
 * Whether the service deployment that is followed brings out the very deployment of the part. The way back by stopping
 * is followed in the one that was stopped: when that has gone back, the part is there; when the part's own has, it is not.
 */
const isOwn = ({ part, deployment }: Track): boolean =>
  deployment === undefined || digitsOf(part.id) === digitsOf(deployment.targetServiceRevision?.arn);
