import { AwsError } from '#aws/aws-error';
import type { CallOptions } from '#aws/client';
import type { Ecs } from '../client.ts';
import { isUnavailable } from '../service/is-unavailable.ts';
import { digitsOf, type Track } from './look-track.ts';

/** Without an ARN for so long, the rollout is followed through DescribeServices alone, in ms. */
const patience = 60_000;
/** ListServiceDeployments takes one service a call: so many in one look, or a hundred services would use up what AWS allows. */
const most = 20;
/** How far the runner's clock may be ahead of AWS's, in ms. */
const skew = 60_000;

/**
 * Finds the service deployments of tracks that have none yet, and how long past ones took. The newest entry of the list
 * is the previous, successful deployment until ours is registered, so only the digits of the target revision decide.
 * Where the API is denied or unknown, the track goes on without. Throws `AwsError` for trouble that passes.
 */
export async function lookUpDeployments(
  ecs: Ecs,
  tracks: readonly Track[],
  now: number,
  options: CallOptions,
): Promise<void> {
  const wanted = tracks.filter(
    (track) => !track.withoutArn && (track.arn === undefined || track.askedAt === undefined),
  );
  // Whoever has waited longest; what never was asked for first.
  const due = wanted.toSorted((a, b) => (a.listedAt ?? 0) - (b.listedAt ?? 0)).slice(0, most);
  for (const track of due) track.listedAt = now;
  const found = await Promise.allSettled(due.map((track) => lookUp(ecs, track, now, options)));
  const failed = found.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function lookUp(ecs: Ecs, track: Track, now: number, options: CallOptions): Promise<void> {
  const first = track.askedAt === undefined;
  const { place: cluster, row: service, startedAt } = track.part;
  try {
    // The first list has the past rollouts, too; later ones only ask for what is new.
    const since = first ? {} : { createdAt: { after: new Date(startedAt - skew) } };
    const answer = await ecs.call('ListServiceDeployments', { cluster, service, maxResults: 100, ...since }, options);
    const listed = answer.serviceDeployments ?? [];
    if (first) track.history = pastDurations(listed);
    track.askedAt ??= now;
    const digits = digitsOf(track.id);
    track.arn ??= listed.find(
      (entry) => digits !== undefined && digitsOf(entry.targetServiceRevisionArn) === digits,
    )?.serviceDeploymentArn;
    if (track.arn === undefined && now - track.askedAt >= patience) track.withoutArn = true;
  } catch (error) {
    // A service that is gone is judged by what DescribeServices says of it.
    if (error instanceof AwsError && error.kind === 'not-found') return;
    if (!isUnavailable(error)) throw error;
    track.askedAt ??= now;
    track.withoutArn = track.arn === undefined;
  }
}

type Listed = { status?: string | undefined; createdAt?: Date | undefined; finishedAt?: Date | undefined };

/** Milliseconds, of the ten newest. */
const pastDurations = (listed: readonly Listed[]): readonly number[] =>
  listed
    .flatMap(({ status, createdAt, finishedAt }) =>
      status === 'SUCCESSFUL' && createdAt !== undefined && finishedAt !== undefined
        ? [{ at: createdAt.getTime(), took: finishedAt.getTime() - createdAt.getTime() }]
        : [],
    )
    .toSorted((a, b) => b.at - a.at)
    .slice(0, 10)
    .map(({ took }) => took)
    .filter((took) => took > 0);
