import type { Look } from '#rollout/platform';
import type { Track } from './look-track.ts';
import { stillMoving } from './still-moving.ts';

/** Follows another deployment of the very same revision from now on. */
export function adoptDeployment(track: Track, id: string): Look {
  track.news.push(`deployment ${id} of the same revision took over, it is followed now`);
  track.id = id;
  track.arn = undefined;
  track.askedAt = undefined;
  track.createdAt = undefined;
  track.claimedAt = undefined;
  track.deployment = undefined;
  delete track.stage;
  delete track.notedAt;
  track.withoutArn = false;
  track.failed = false;
  track.stopped = [];
  track.tasks.clear();
  return stillMoving(track, 'followed further');
}
