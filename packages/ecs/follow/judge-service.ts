import type { Deployment, Service } from '@aws-sdk/client-ecs';
import type { Counts, Judgement } from './look-judgement.ts';
import { eventsOf, isDeleted, type Track } from './look-track.ts';

/**
 * What DescribeServices says about a deployment that is followed by its id. Our entry leaves the list when ECS has gone
 * back; a read may be older than the write before it. So a deployment that is missing decides nothing by itself: it
 * needs the event of its failure, or a newer deployment in its place.
 */
export function judgeService(track: Track): Judgement {
  const { service, part } = track;
  if (isDeleted(track)) return { kind: 'gone' };
  if (service === undefined) return { kind: 'unclear' };
  const deployments = service.deployments ?? [];
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  track.id ??= primary?.taskDefinition === part.to.id ? primary?.id : undefined;
  const ours = deployments.find(({ id }) => id !== undefined && id === track.id);
  return ours === undefined ? judgeMissing(track, primary) : judgeSeen(track, service, ours, primary);
}

function judgeSeen(track: Track, service: Service, ours: Deployment, primary: Deployment | undefined): Judgement {
  track.createdAt ??= ours.createdAt?.getTime();
  const counts = countsOf(service, ours);
  const isPrimary = ours.status === 'PRIMARY';
  if (ours.rolloutState === 'FAILED') {
    track.failed = true;
    return isPrimary ? { kind: 'failed' } : { kind: 'going-back', counts };
  }
  if (!isPrimary) return replaced(track, primary) ?? { kind: 'going-back', counts };
  if (ours.rolloutState === 'COMPLETED') return { kind: 'live', counts };
  // Services behind a Classic Load Balancer have no rolloutState (API model).
  const alone = service.deployments?.length === 1 && counts.running === counts.wanted && counts.pending === 0;
  return ours.rolloutState === undefined && alone ? { kind: 'live', counts } : { kind: 'moving', counts };
}

function judgeMissing(track: Track, primary: Deployment | undefined): Judgement {
  const newer = replaced(track, primary);
  if (newer !== undefined) return newer;
  if (!track.failed && !saysFailed(track, primary)) return { kind: 'unclear' };
  track.failed = true;
  if (primary?.rolloutState === 'COMPLETED') return { kind: 'went-back' };
  return { kind: 'going-back', counts: { wanted: 0, running: 0, pending: 0, old: primary?.runningCount ?? 0 } };
}

/** A deployment that began after ours took its place. One that served before (ECS goes back to it) is older. */
function replaced(track: Track, primary: Deployment | undefined): Judgement | undefined {
  if (primary?.id === undefined || primary.id === track.id) return undefined;
  const known = track.createdAt;
  const newer = (primary.createdAt?.getTime() ?? 0) > (known ?? track.part.startedAt);
  if (!newer || (known === undefined && primary.taskDefinition === track.part.from.id)) return undefined;
  if (primary.taskDefinition === track.part.to.id) return { kind: 'adopt', id: primary.id };
  const label = primary.taskDefinition?.split('/').at(-1) ?? 'another revision';
  return { kind: 'superseded', by: `deployment ${primary.id} of ${label}` };
}

/** The event of its failure, or the one that ECS goes back to what is primary now: somebody stopped ours. */
const saysFailed = (track: Track, primary: Deployment | undefined): boolean =>
  track.id !== undefined &&
  eventsOf(track).some(
    ({ text }) =>
      text.startsWith(`(deployment ${track.id}) deployment failed`) ||
      (primary?.id !== undefined && text.startsWith(`rolling back to deployment ${primary.id}`)),
  );

function countsOf(service: Service, ours: Deployment): Counts {
  const others = (service.deployments ?? []).filter(({ id }) => id !== ours.id);
  return {
    wanted: ours.desiredCount ?? 0,
    running: ours.runningCount ?? 0,
    pending: ours.pendingCount ?? 0,
    old: others.reduce((sum, { runningCount = 0 }) => sum + runningCount, 0),
    ...(ours.failedTasks === undefined ? {} : { failures: ours.failedTasks }),
  };
}
