import { AwsError } from '#aws/aws-error';
import type { CallOptions } from '#aws/client';
import type { Diagnosis } from '#report/diagnosis';
import { hasHealthyTask, isDoomed, maybeDoomed, type Patience } from '../follow/find-doom.ts';
import { eventsOf, type Track } from '../follow/look-track.ts';
import { containersOf, explainTrack, type Sources, stoppedOf } from './diagnose-track.ts';
import { type ContainerFacts, failingContainer, groupFailures, signatureOf } from './failing-container.ts';
import { isRoutine } from './routine-event.ts';
import { type StoppedTask, shortTaskId } from './stopped-task.ts';

/**
 * Reads the stopped tasks of a track when something looks wrong; adds what is new to its news. Returns the cause when
 * the rollout cannot succeed any more. A service that is gone meanwhile is left to the next look. Throws `AwsError`.
 */
export async function readFailures(
  sources: Sources,
  track: Track,
  patience: Patience,
  options: CallOptions,
): Promise<Diagnosis | undefined> {
  try {
    return await findDoom(sources, track, patience, options);
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

async function findDoom(
  sources: Sources,
  track: Track,
  patience: Patience,
  options: CallOptions,
): Promise<Diagnosis | undefined> {
  const { ecs, aws } = sources;
  track.stopped = await stoppedOf(ecs, track, options);
  if (track.stopped.length === 0) {
    if ((track.counts?.failures ?? 0) === 0) track.suspect = false;
    return undefined;
  }
  const containers = await containersOf(ecs, track, options);
  announceTasks(track, containers);
  const now = aws.clock.now();
  for (const group of groupFailures(track.stopped, containers)) {
    if (!maybeDoomed(group, patience)) continue;
    if (await hasHealthyTask(ecs, track, now, options)) return undefined;
    const why = await explainTrack(sources, track, group.tasks, options);
    if (isDoomed(track, group, why, patience, now)) return why;
  }
  return undefined;
}

/** `task 9f3c… stopped: exit 1 in container api (2nd time)`, once for each task, oldest first. */
function announceTasks(track: Track, containers: readonly ContainerFacts[]): void {
  const times = new Map<string, number>();
  for (const task of track.stopped.toReversed()) {
    const signature = signatureOf(task, containers);
    const time = (times.get(signature) ?? 0) + 1;
    times.set(signature, time);
    if (track.announced.has(task.arn)) continue;
    track.announced.add(task.arn);
    const again = time > 1 ? ` (${ordinal(time)} time)` : '';
    track.news.push(`task ${shortTaskId(task.id)} stopped: ${howItEnded(task, containers)}${again}`);
  }
}

/** `exit 1 in container api`, or AWS's own reason. */
export function howItEnded(task: StoppedTask, containers: readonly ContainerFacts[]): string {
  const failing = failingContainer(task, containers);
  const reason = failing?.reason ?? task.stoppedReason ?? task.stopCode ?? 'no reason given';
  const byItself = task.stopCode === 'EssentialContainerExited' || task.stopCode === undefined;
  if (failing?.exitCode === undefined || !byItself) return clip(reason);
  const because = failing.reason === undefined ? '' : `, ${clip(failing.reason)}`;
  return `exit ${failing.exitCode} in container ${failing.name}${because}`;
}

const clip = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);

function ordinal(count: number): string {
  const tens = count % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}

const worrying = /unable|fail|unhealthy|error|throttl|replaced \d+ tasks|insufficient|limit|denied|not authorized/i;

/** Adds events that tell more than the counts to the news, each once; a worrying one makes the track suspect. */
export function announceEvents(track: Track): void {
  for (const { id, text } of eventsOf(track).toReversed()) {
    if (track.announced.has(id)) continue;
    track.announced.add(id);
    if (worrying.test(text)) track.suspect = true;
    if (!isRoutine(text)) track.news.push(clip(text));
  }
  const started = eventsOf(track).reduce(
    (sum, { text }) => sum + Number(/^has started (\d+) tasks/.exec(text)?.[1] ?? 0),
    0,
  );
  if (track.counts !== undefined && started > track.counts.wanted + track.counts.old) track.suspect = true;
}
