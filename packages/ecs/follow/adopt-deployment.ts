import type { Look } from '#rollout/platform';
import { newTrack, type Track } from './look-track.ts';
import { stillMoving } from './still-moving.ts';

/** Follows another deployment of the very same revision from now on: whatever was seen of the one before is forgotten. */
export function adoptDeployment(track: Track, id: string): Look {
  track.news.push(`deployment ${id} of the same revision took over, it is followed now`);
  for (const member of seen) delete track[member];
  Object.assign(track, { ...newTrack(track.part), ...lasting(track), id, arn: undefined });
  return stillMoving(track, 'followed further');
}

/** What a look may have remembered of a deployment. */
const seen = [
  'missingSince',
  'listedAt',
  'counts',
  'notedAt',
  'changedAt',
  'stage',
  'doomed',
  'why',
  'permanentSince',
] as const satisfies readonly (keyof Track)[];

/** What belongs to the service, or was told already. */
const lasting = ({ history, announced, news }: Track) => ({ history, announced, news });
