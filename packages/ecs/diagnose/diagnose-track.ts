import { AwsError } from '#aws/aws-error';
import type { Aws, CallOptions } from '#aws/client';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { Ecs } from '../client.ts';
import { beganAt, eventsOf, placeOf, type Track } from '../follow/look-track.ts';
import type { Logs } from '../task/logs-client.ts';
import type { ContainerFacts } from './failing-container.ts';
import { readContainers } from './read-containers.ts';
import { rolloutFacts, withAlarms } from './read-rollout-facts.ts';
import { readStoppedTasks } from './read-stopped-tasks.ts';
import type { StoppedTask } from './stopped-task.ts';

/** What reading the causes of a failure needs. */
export interface Sources {
  readonly aws: Aws;
  readonly ecs: Ecs;
  /** Connected on first use. */
  readonly logs: () => Promise<Logs>;
}

/**
 * The cause of a track's trouble from what was read of its service and deployment, its stopped tasks, and the log of
 * the container that failed. What cannot be read leaves its share of the evidence empty. Throws only `signal.reason`.
 */
export async function diagnoseTrack(sources: Sources, track: Track, options: CallOptions): Promise<Diagnosis> {
  const reading = attempt(() => stoppedOf(sources.ecs, track, options), track.stopped, options);
  const kept = reading.then((tasks) => {
    track.stopped = tasks;
    return tasks;
  });
  return await explainTrack(sources, track, kept, options);
}

/** The same of tasks that were read already, or are being read: none of what is read needs the rest of it. */
export async function explainTrack(
  sources: Sources,
  track: Track,
  reading: readonly StoppedTask[] | Promise<readonly StoppedTask[]>,
  options: CallOptions,
): Promise<Diagnosis> {
  const facts = rolloutFacts(track);
  const [tasks, containers, rollout] = await Promise.all([
    reading,
    attempt(() => containersOf(sources.ecs, track, options), [], options),
    attempt(() => withAlarms(sources.aws, track, facts, options), facts, options),
  ]);
  const events = eventsOf(track).map(({ text }) => text);
  // Loaded when something failed: most rollouts succeed, and all wait for what is loaded at their start.
  const [{ readUnhealthyTargets }, { gatherEvidence }, { explainFailure }] = await Promise.all([
    import('./read-unhealthy-targets.ts'),
    import('./gather-evidence.ts'),
    import('./causes/explain-failure.ts'),
  ]);
  const targets = await attempt(() => readUnhealthyTargets(sources.aws, tasks, events, options), [], options);
  const seen = { place: placeOf(track), revision: track.part.to.label, containers, tasks, events, rollout, targets };
  return explainFailure(await gatherEvidence(seen, sources.logs, options));
}

/** The containers of the revision that is rolled out, read once. Throws `AwsError`. */
export async function containersOf(ecs: Ecs, track: Track, options: CallOptions): Promise<readonly ContainerFacts[]> {
  track.containers ??= await readContainers(ecs, track.part.to.id, options);
  return track.containers;
}

/**
 * The tasks of this deployment that failed, newest first; none where they may not be read, which is said once. Throws
 * `AwsError`.
 */
export async function stoppedOf(ecs: Ecs, track: Track, options: CallOptions): Promise<readonly StoppedTask[]> {
  if (track.id === undefined) return [];
  const { place: cluster, row: service } = track.part;
  try {
    const of = { cluster, service, startedBy: track.id, revision: track.part.to.id, since: beganAt(track) };
    return await readStoppedTasks(ecs, of, track.tasks, options);
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== 'denied') throw error;
    if (!track.announced.has(error.operation)) {
      track.news.push(`stopped tasks cannot be looked at: the role may not call ${error.operation}`);
    }
    track.announced.add(error.operation);
    return [];
  }
}

/** Evidence that cannot be fetched never hides the failure itself. */
async function attempt<T>(read: () => Promise<T>, otherwise: T, options: CallOptions): Promise<T> {
  try {
    return await read();
  } catch {
    options.signal?.throwIfAborted();
    return otherwise;
  }
}

/** Another deployment of somebody else came after ours. */
export const supersededBy = (track: Track, by: string): Diagnosis =>
  diagnosis('in-progress-elsewhere', {
    what: `${by} took the place of ours`,
    where: placeOf(track),
    evidence: [`PRIMARY: ${by}`, ...rolloutFacts(track).reasons],
    fix: `See who deployed ${track.part.row} (${by}); run again when theirs has ended, if yours is still wanted.`,
  });

/** Deleted, as DescribeServices says, or does not know it any more. */
export function serviceGone(track: Track): Diagnosis {
  const { row, place } = track.part;
  const { serviceArn = row, status = 'gone' } = track.service ?? {};
  return diagnosis('not-found', {
    what: `the ${placeOf(track)} is ${status.toLowerCase()}: somebody deleted it`,
    where: placeOf(track),
    evidence: [
      track.service === undefined ? `DescribeServices: MISSING ${row} in ${place}` : `${serviceArn}: status ${status}`,
    ],
    fix: `Ask who deleted it (CloudTrail: DeleteService). Create ${row} in ${place} again, or take it out of the services to deploy.`,
  });
}
