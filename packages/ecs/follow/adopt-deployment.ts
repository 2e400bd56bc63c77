import type { Look } from '#rollout/platform';
import { newTrack, type Track } from './look-track.ts';
import { stillMoving } from './still-moving.ts';

/** Follows another deployment of the very same revision from now on: whatever was seen of the one before is forgotten. */
export function adoptDeployment(track: Track, id: string): Look {
  for (const member of Object.keys(track)) if (!lasting.has(member)) Reflect.deleteProperty(track, member);
  const { part, history, announced, news } = track;
  Object.assign(track, { ...newTrack(part), history, announced, news, id, arn: undefined });
  news.push(`deployment ${id} of the same revision took over, it is followed now`);
  return stillMoving(track, 'followed further');
}

/** What is known of the part, of its revision and its service, and what was told already. */
const lasting: ReadonlySet<string> = new Set([
  'part',
  'history',
  'containers',
  'service',
  'servicedAt',
  'lookedAt',
  'announced',
  'news',
] satisfies (keyof Track)[]);
