import type { CallOptions } from '#aws/client';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { Look } from '#rollout/platform';
import { diagnoseTrack, type Sources, serviceGone, supersededBy } from '../diagnose/diagnose-track.ts';
import { announceEvents, readFailures } from '../diagnose/read-failures.ts';
import type { Patience } from './find-doom.ts';
import { judgeService } from './judge-service.ts';
import { lookAtServices } from './look-at-services.ts';
import type { Counts, Judgement } from './look-judgement.ts';
import { digitsOf, isServiced, placeOf, type Track } from './look-track.ts';
import { usual } from './pace-looks.ts';

/** How long two views of AWS may contradict each other before the one that decides is believed, in ms. */
const contradiction = 15_000;

/** Turns what AWS says into an answer: verifies a good end, explains a bad one. Throws `AwsError`. */
export async function answerLook(
  sources: Sources,
  track: Track,
  judgement: Judgement,
  patience: Patience,
  options: CallOptions,
): Promise<Look> {
  if (track.part.goal === 'restore') {
    const restored = await answerRestore(sources, track, judgement, options);
    if (restored !== undefined) return restored;
  }
  switch (judgement.kind) {
    case 'moving':
      return await moving(sources, track, judgement, patience, options);
    case 'unclear':
      return still(track, 'waiting for AWS to show it');
    case 'live':
      return await verify(sources, track, judgement.counts, options);
    case 'going-back':
      if (track.part.goal === 'restore') return still(track, goingBackState(judgement.counts));
      return await goingBack(sources, track, judgement.counts, options);
    case 'went-back':
    case 'failed':
      return end(track, judgement.kind, await cause(sources, track, options));
    case 'stopped':
      return await stopped(sources, track, options);
    case 'superseded':
      return end(track, 'superseded', supersededBy(track, judgement.by));
    case 'adopt':
      return adopt(track, judgement.id);
    case 'paused':
      return end(track, 'paused', waitsFor(track, judgement));
    case 'gone':
      return end(track, 'failed', serviceGone(track));
  }
}

async function moving(
  sources: Sources,
  track: Track,
  { counts, stage }: Extract<Judgement, { kind: 'moving' }>,
  patience: Patience,
  options: CallOptions,
): Promise<Look> {
  note(track, counts, sources.aws.clock.now());
  announceEvents(track);
  const found = track.suspect && track.doomed === undefined;
  const doom = found ? await readFailures(sources, track, patience, options) : undefined;
  if (doom !== undefined) track.doomed = doom;
  if (track.doomed !== undefined) return { kind: 'doomed', why: track.doomed, news: flush(track) };
  return still(track, stateOf(counts, stage));
}

/** Remembers the counts; fewer running tasks than before, or starts that come to nothing, make the track suspect. */
function note(track: Track, counts: Counts, now: number): void {
  const before = track.counts;
  track.counts = counts;
  if (before === undefined || JSON.stringify(before) !== JSON.stringify(counts)) track.changedAt = now;
  if ((counts.failures ?? 0) > 0) track.suspect = true;
  if (before === undefined) return;
  const lost = counts.running < before.running && counts.wanted >= before.wanted;
  const vanished = counts.pending < before.pending && counts.running <= before.running;
  if (lost || vanished) track.suspect = true;
}

function still(track: Track, state: string): Look {
  const usualMs = usual(track.history);
  return { kind: 'moving', state, news: flush(track), ...(usualMs === undefined ? {} : { usualMs }) };
}

const flush = (track: Track): readonly string[] => track.news.splice(0);

function stateOf({ wanted, running, old }: Counts, stage: string | undefined): string {
  const tasks = wanted === 0 ? 'no task wanted' : `${running}/${wanted} new running`;
  const serving = old > 0 ? `, ${old} old serving` : '';
  return `${tasks}${serving}${stage === undefined ? '' : `, stage ${stage.toLowerCase().replaceAll('_', ' ')}`}`;
}

const goingBackState = ({ running, pending, old }: Counts): string =>
  `${running + pending} new left, ${old} old running`;

async function goingBack(sources: Sources, track: Track, counts: Counts, options: CallOptions): Promise<Look> {
  const why = await cause(sources, track, options);
  announceEvents(track);
  return { kind: 'going-back', why, state: goingBackState(counts), news: flush(track) };
}

/** Explained once: what it says must not change while ECS clears the evidence away. */
async function cause(sources: Sources, track: Track, options: CallOptions): Promise<Diagnosis> {
  if (track.why === undefined) {
    await readService(sources, track, options);
    track.why = track.doomed ?? (await diagnoseTrack(sources, track, options));
  }
  return track.why;
}

async function readService(sources: Sources, track: Track, options: CallOptions): Promise<void> {
  if (!isServiced(track)) await lookAtServices(sources.ecs, [track], options, sources.aws.clock.now());
}

/** The service must show what its deployment claims: our revision PRIMARY, in the wanted number. */
async function verify(sources: Sources, track: Track, counts: Counts, options: CallOptions): Promise<Look> {
  await readService(sources, track, options);
  const seen = judgeService(track);
  if (seen.kind === 'superseded') return end(track, 'superseded', supersededBy(track, seen.by));
  if (isOverruled(track) && seen.kind === 'moving') return still(track, stateOf(seen.counts, undefined));
  if (track.part.goal === 'restore') {
    // ECS goes back under the old id: that id's own service deployment succeeded long ago.
    if (seen.kind === 'moving') return still(track, stateOf(seen.counts, undefined));
    if (seen.kind === 'failed') return end(track, 'failed', await cause(sources, track, options));
  }
  const primary = track.service?.deployments?.find(({ status }) => status === 'PRIMARY');
  const warnings: string[] = [];
  if (track.service === undefined) {
    warnings.push(`${placeOf(track)}: the role may not call ecs:DescribeServices, so the end was not verified`);
  } else if (primary?.id !== track.id && primary?.taskDefinition !== track.part.to.id) {
    if (isFresh(sources, track)) return still(track, stateOf(counts, undefined));
    warnings.push(`${placeOf(track)}: DescribeServices did not show ${track.part.to.label} as PRIMARY`);
  } else if (primary !== undefined && primary.taskDefinition !== track.part.to.id) {
    return end(track, 'failed', otherRevision(track, primary.taskDefinition ?? 'none'));
  }
  const now = seen.kind === 'live' || seen.kind === 'moving' ? seen.counts : counts;
  if (now.running < now.wanted)
    warnings.push(`${placeOf(track)}: ${now.running} of ${now.wanted} tasks run at the end`);
  const tasks = now.wanted === 0 ? 'no task wanted' : `${now.running}/${now.wanted} running`;
  return close(track, { kind: 'ended', how: 'live', state: tasks, ...(warnings.length === 0 ? {} : { warnings }) });
}

/** Another service deployment has the say over a revision whose own ended well: ECS is going back to it. */
const isOverruled = ({ arn, service }: Track): boolean =>
  arn !== undefined && service?.currentServiceDeployment !== undefined && service.currentServiceDeployment !== arn;

/** Whether a contradiction between the two views is too young to be believed. */
function isFresh(sources: Sources, track: Track): boolean {
  const now = sources.aws.clock.now();
  track.claimedAt ??= now;
  return now - track.claimedAt < contradiction;
}

/** Ended without a verdict of ECS: somebody deployed something else, or somebody stopped it. The service tells which. */
async function stopped(sources: Sources, track: Track, options: CallOptions): Promise<Look> {
  await readService(sources, track, options);
  const seen = judgeService(track);
  if (seen.kind === 'superseded') return end(track, 'superseded', supersededBy(track, seen.by));
  if (seen.kind === 'adopt') return adopt(track, seen.id);
  if (seen.kind === 'gone') return end(track, 'failed', serviceGone(track));
  if (seen.kind === 'live' && track.part.goal === 'restore') return await verify(sources, track, seen.counts, options);
  if ((seen.kind === 'moving' || seen.kind === 'unclear') && isFresh(sources, track))
    return still(track, 'stopped, by whom is not known yet');
  return end(track, 'failed', await cause(sources, track, options));
}

function adopt(track: Track, id: string): Look {
  track.news.push(`deployment ${id} of the same revision took over, it is followed now`);
  track.id = id;
  track.arn = undefined;
  track.askedAt = undefined;
  track.createdAt = undefined;
  track.claimedAt = undefined;
  track.deployment = undefined;
  track.withoutArn = false;
  track.failed = false;
  track.stopped = [];
  track.tasks.clear();
  return still(track, 'followed further');
}

/**
 * The way back has ended when the old revision is PRIMARY and its deployment complete, whether ECS went back by itself
 * (under the old id) or a new deployment brought it.
 */
async function answerRestore(
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
    return there ? close(track, { kind: 'ended', how: 'live', state: 'serves again' }) : undefined;
  }
  const seen = judgeService(track);
  if (judgement.kind === 'went-back' && seen.kind === 'superseded') {
    return end(track, 'superseded', supersededBy(track, seen.by));
  }
  const primary = track.service?.deployments?.find(({ status }) => status === 'PRIMARY');
  const back = primary?.taskDefinition === track.part.to.id && primary?.rolloutState === 'COMPLETED';
  if (back)
    return close(track, {
      kind: 'ended',
      how: 'live',
      state: `${primary?.runningCount ?? 0}/${primary?.desiredCount ?? 0} running`,
    });
  return judgement.kind === 'went-back' && isFresh(sources, track)
    ? still(track, 'waiting for AWS to show it')
    : undefined;
}

/**
 * Whether the service deployment that is followed brings out the very deployment of the part. The way back by stopping
 * is followed in the one that was stopped: when that has gone back, the part is there; when the part's own has, it is not.
 */
const isOwn = ({ part, deployment }: Track): boolean =>
  deployment === undefined || digitsOf(part.id) === digitsOf(deployment.targetServiceRevision?.arn);

function end(track: Track, how: 'went-back' | 'failed' | 'superseded' | 'paused', why: Diagnosis): Look {
  return close(track, { kind: 'ended', how, why });
}

function close(track: Track, look: Extract<Look, { kind: 'ended' }>): Look {
  track.ended = look;
  return look;
}

function waitsFor(track: Track, { hook, until, afterwards, stage }: Extract<Judgement, { kind: 'paused' }>): Diagnosis {
  const arn = track.arn ?? '';
  const limit =
    until === undefined ? '' : ` until ${until.toISOString()}${afterwards === undefined ? '' : `, then ${afterwards}`}`;
  return diagnosis('deployment-stuck', {
    what: `the lifecycle hook ${hook} waits for a decision${stage === undefined ? '' : ` at ${stage}`}${limit}`,
    where: placeOf(track),
    evidence: [`${arn}: hook ${hook} AWAITING_ACTION`],
    fix: `Decide: aws ecs continue-service-deployment --service-deployment-arn ${arn} --hook-id ${hook} --action CONTINUE (or ROLLBACK).`,
  });
}

const otherRevision = (track: Track, found: string): Diagnosis =>
  diagnosis('version-mismatch', {
    what: `the deployment ended well, but its service runs ${found.split('/').at(-1)} instead of ${track.part.to.label}`,
    where: placeOf(track),
    fix: `See what changed ${track.part.row} meanwhile, and deploy ${track.part.to.label} again.`,
  });
