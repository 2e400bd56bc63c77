import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import type { CallOptions } from '#aws/client';
import type { Ecs } from '../client.ts';
import { isUnavailable } from '../service/is-unavailable.ts';
import { digitsOf, type Track } from './look-track.ts';

/** DescribeServiceDeployments takes so many ARNs, of any clusters (API reference). */
const most = 20;
/** An ARN that was found may not be describable at once, in ms. */
const patience = 60_000;

/**
 * Reads the service deployments of the tracks that have one; keeps each in its track. A track whose ARN stays unknown,
 * or whose API is denied, goes on without. Throws `AwsError` for trouble that passes.
 */
export async function lookAtDeployments(
  ecs: Ecs,
  tracks: readonly Track[],
  now: number,
  options: CallOptions,
): Promise<void> {
  const asked = tracks.filter((track) => track.arn !== undefined);
  for (const track of asked) track.deployment = undefined;
  for (let from = 0; from < asked.length; from += most) {
    await describe(ecs, asked.slice(from, from + most), now, options);
  }
}

async function describe(ecs: Ecs, tracks: readonly Track[], now: number, options: CallOptions): Promise<void> {
  const serviceDeploymentArns = tracks.flatMap(({ arn }) => (arn === undefined ? [] : [arn]));
  let found: readonly ServiceDeployment[];
  try {
    const answer = await ecs.call('DescribeServiceDeployments', { serviceDeploymentArns }, options);
    found = answer.serviceDeployments ?? [];
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    for (const track of tracks) leave(track);
    return;
  }
  for (const track of tracks) {
    const seen = found.find((deployment) => deployment.serviceDeploymentArn === track.arn);
    if (seen !== undefined && isOfAnother(track, seen)) {
      if (track.arn !== undefined) track.notOurs = track.arn;
      track.arn = undefined;
    } else if (seen !== undefined) {
      track.deployment = seen;
      track.createdAt ??= seen.createdAt?.getTime();
      delete track.missingSince;
    } else {
      track.missingSince ??= now;
      if (now - track.missingSince >= patience) leave(track);
    }
  }
}

/**
 * Right after an update a service may still name the deployment before it, which ended well long ago: that must not be
 * taken for ours. Only a way back is followed in the deployment that it ends.
 */
function isOfAnother({ id, part }: Track, { targetServiceRevision }: ServiceDeployment): boolean {
  const [ours, theirs] = [digitsOf(id), digitsOf(targetServiceRevision?.arn)];
  return part.goal === 'release' && ours !== undefined && theirs !== undefined && ours !== theirs;
}

function leave(track: Track): void {
  track.arn = undefined;
  track.withoutArn = true;
}
