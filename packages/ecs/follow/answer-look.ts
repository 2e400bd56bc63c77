import type { CallOptions } from '#aws/client';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { Look } from '#rollout/platform';
import { type Sources, serviceGone, supersededBy } from '../diagnose/diagnose-track.ts';
import { announceEvents, readFailures } from '../diagnose/read-failures.ts';
import { adoptDeployment } from './adopt-deployment.ts';
import { announceStages } from './announce-stages.ts';
import { endTrack } from './end-track.ts';
import { explainStop } from './explain-stop.ts';
import type { Patience } from './find-doom.ts';
import type { Counts, Judgement } from './look-judgement.ts';
import { isDeleted, isServiced, placeOf, type Track } from './look-track.ts';
import { readCause } from './read-cause.ts';
import { flush, goingBackState, stageName, stateOf, stillMoving } from './still-moving.ts';
import { verifyLive } from './verify-live.ts';
import { verifyRestore } from './verify-restore.ts';

/** Turns what AWS says into an answer: verifies a good end, explains a bad one. Throws `AwsError`. */
export async function answerLook(
  sources: Sources,
  track: Track,
  judgement: Judgement,
  patience: Patience,
  options: CallOptions,
): Promise<Look> {
  // However its deployment ended.
  if (isServiced(track) && isDeleted(track)) return endTrack(track, 'failed', serviceGone(track));
  if (track.part.goal === 'restore') {
    const restored = await verifyRestore(sources, track, judgement, options);
    if (restored !== undefined) return restored;
  }
  switch (judgement.kind) {
    case 'moving':
      return await moving(sources, track, judgement, patience, options);
    case 'unclear':
      return stillMoving(track, 'waiting for AWS to show it');
    case 'live':
      return await verifyLive(sources, track, judgement.counts, options);
    case 'going-back':
      if (track.part.goal === 'restore') return stillMoving(track, goingBackState(judgement.counts));
      return await goingBack(sources, track, judgement.counts, options);
    case 'went-back':
    case 'failed':
      return endTrack(track, judgement.kind, await readCause(sources, track, options));
    case 'stopped':
      return await explainStop(sources, track, options);
    case 'superseded':
      return endTrack(track, 'superseded', supersededBy(track, judgement.by));
    case 'adopt':
      return adoptDeployment(track, judgement.id);
    case 'paused':
      return endTrack(track, 'paused', waitsFor(track, judgement, sources.aws.region));
    case 'gone':
      return endTrack(track, 'failed', serviceGone(track));
  }
}

async function moving(
  sources: Sources,
  track: Track,
  { counts, at }: Extract<Judgement, { kind: 'moving' }>,
  patience: Patience,
  options: CallOptions,
): Promise<Look> {
  note(track, counts, at?.stage, sources.aws.clock.now());
  announceStages(track);
  announceEvents(track);
  const found = track.suspect && track.doomed === undefined;
  const doom = found ? await readFailures(sources, track, patience, options) : undefined;
  if (doom !== undefined) track.doomed = doom;
  if (track.doomed !== undefined) return { kind: 'doomed', why: track.doomed, news: flush(track) };
  return stillMoving(track, stateOf(counts, at));
}

/** Remembers the counts; fewer running tasks than before, or starts that come to nothing, make the track suspect. */
function note(track: Track, counts: Counts, stage: string | undefined, now: number): void {
  const before = track.counts;
  // What began before the first look began long ago.
  if (stage !== undefined && stage !== track.stage?.name) track.stage = { name: stage, since: track.notedAt ?? 0 };
  track.notedAt = now;
  track.counts = counts;
  if (before === undefined || JSON.stringify(before) !== JSON.stringify(counts)) track.changedAt = now;
  if ((counts.failures ?? 0) > 0) track.suspect = true;
  if (before === undefined) return;
  const lost = counts.running < before.running && counts.wanted >= before.wanted;
  const vanished = counts.pending < before.pending && counts.running <= before.running;
  if (lost || vanished) track.suspect = true;
}

async function goingBack(sources: Sources, track: Track, counts: Counts, options: CallOptions): Promise<Look> {
  const why = await readCause(sources, track, options);
  announceEvents(track);
  return { kind: 'going-back', why, state: goingBackState(counts), news: flush(track) };
}

function waitsFor(
  track: Track,
  { hook, until, afterwards, stage }: Extract<Judgement, { kind: 'paused' }>,
  region: string,
): Diagnosis {
  const arn = track.arn ?? '';
  const limit =
    until === undefined ? '' : ` until ${until.toISOString()}${afterwards === undefined ? '' : `, then ${afterwards}`}`;
  return diagnosis('deployment-stuck', {
    what: `the lifecycle hook ${hook} waits for a decision${stage === undefined ? '' : ` at the stage ${stageName(stage)}`}${limit}`,
    where: placeOf(track),
    evidence: [`${arn}: hook ${hook} AWAITING_ACTION`],
    fix: `Decide: aws ecs continue-service-deployment --region ${region} --service-deployment-arn ${arn} --hook-id ${hook} --action CONTINUE (or ROLLBACK).`,
  });
}
