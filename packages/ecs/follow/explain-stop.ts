import type { CallOptions } from '#aws/client';
import type { Look } from '#rollout/platform';
import { type Sources, serviceGone, supersededBy } from '../diagnose/diagnose-track.ts';
import { adoptDeployment } from './adopt-deployment.ts';
import { endTrack } from './end-track.ts';
import { judgeService } from './judge-service.ts';
import { isFresh, type Track } from './look-track.ts';
import { readCause, readService } from './read-cause.ts';
import { stillMoving } from './still-moving.ts';
import { verifyLive } from './verify-live.ts';

/** Ended without a verdict of ECS: somebody deployed something else, or somebody stopped it. The service tells which. */
export async function explainStop(sources: Sources, track: Track, options: CallOptions): Promise<Look> {
  await readService(sources, track, options);
  const seen = judgeService(track);
  if (seen.kind === 'superseded') return endTrack(track, 'superseded', supersededBy(track, seen.by));
  if (seen.kind === 'adopt') return adoptDeployment(track, seen.id);
  if (seen.kind === 'gone') return endTrack(track, 'failed', serviceGone(track));
  if (seen.kind === 'live' && track.part.goal === 'restore')
    return await verifyLive(sources, track, seen.counts, options);
  if ((seen.kind === 'moving' || seen.kind === 'unclear') && isFresh(track, sources.aws.clock.now()))
    return stillMoving(track, 'stopped, by whom is not known yet');
  return endTrack(track, 'failed', await readCause(sources, track, options));
}
