import type { Aws, CallOptions } from '#aws/client';
import type { Diagnosis } from '#report/diagnosis';
import { diagnosis } from '#report/diagnosis';
import type { Look, Part, Watch } from '#rollout/platform';
import type { Ecs } from '../client.ts';
import { diagnoseTrack, type Sources } from '../diagnose/diagnose-track.ts';
import { howItEnded } from '../diagnose/read-failures.ts';
import { rolloutFacts } from '../diagnose/read-rollout-facts.ts';
import { slowStages } from '../diagnose/slow-stages.ts';
import { connectLogs, type Logs } from '../task/logs-client.ts';
import { answerLook } from './answer-look.ts';
import type { Patience } from './find-doom.ts';
import { isGuarded } from './is-guarded.ts';
import { judgeService } from './judge-service.ts';
import { judgeServiceDeployment } from './judge-service-deployment.ts';
import { leastLeft } from './least-left.ts';
import { lookAtDeployments } from './look-at-deployments.ts';
import { lookAtServices } from './look-at-services.ts';
import type { Judgement } from './look-judgement.ts';
import { digitsOf, eventsOf, isServiced, newTrack, placeOf, type Track } from './look-track.ts';
import { lookUpDeployments } from './look-up-deployments.ts';
import type { Pace } from './pace-looks.ts';
import { paceTogether } from './pace-together.ts';

export interface WatchOptions {
  /** `false`: a rollout is never called doomed. Default true. */
  readonly failFast?: boolean;
  /** How long a permanent error of a start may stand alone before it is called doomed, in ms. Default 30 s. */
  readonly graceMs?: number;
}

/**
 * Follows service deployments by their own identity, up to 20 a call; through DescribeServices alone where the newer
 * APIs are denied. Both views are read as AWS gives them: docs/aws-behaviour.md.
 */
export function watchRollout(ecs: Ecs, aws: Aws, parts: readonly Part[], options: WatchOptions = {}): Watch {
  const patience: Patience = { failFast: options.failFast ?? true, graceMs: options.graceMs ?? 30_000 };
  const tracks = parts.map(newTrack);
  let logs: Promise<Logs> | undefined;
  const connect = () => {
    logs ??= connectLogs(aws);
    return logs;
  };
  const sources: Sources = { aws, ecs, logs: connect };
  let lastPause = 1_500;
  let lookTook = 0;
  let looks = 0;
  let firstAt: number | undefined;
  return {
    async look(signal) {
      const begin = aws.clock.now();
      firstAt ??= begin;
      looks++;
      const open = tracks.filter((track) => track.ended === undefined);
      try {
        // A look is several calls: each is tried again by itself, or a rate limit that hits every third lets none through.
        await lookAtTracks(sources, open, { signal });
        const answers: Look[] = [];
        for (const track of tracks) answers.push(track.ended ?? (await answer(sources, track, patience, signal)));
        return answers;
      } finally {
        lookTook = aws.clock.now() - begin;
      }
    },
    pauseMs(throttled) {
      const now = aws.clock.now();
      const paces = tracks.filter((track) => track.ended === undefined).map((track) => paceOf(track, now));
      const spent = { looks, overMs: now - (firstAt ?? now) };
      lastPause = throttled ? Math.min(20_000, lastPause * 2) : paceTogether(paces, spent);
      // The pace is from look to look: what a slow answer took, or one that never came, is not waited for again.
      return throttled ? lastPause : Math.max(500, lastPause - lookTook);
    },
    diagnose: (part, signal) => diagnosePart(sources, trackAt(tracks, part), signal),
    evidence: (part, signal) => evidenceOf(sources, trackAt(tracks, part), signal),
  };
}

function trackAt(tracks: readonly Track[], part: number): Track {
  const track = tracks[part];
  if (track === undefined) throw new RangeError(`no part ${part}`);
  return track;
}

/**
 * One look at all tracks. When a service is due, it is read instead of its deployment: while it says that ours moves on
 * as PRIMARY, the other view has nothing to add. So a look costs one call either way.
 */
async function lookAtTracks(sources: Sources, open: readonly Track[], options: CallOptions): Promise<void> {
  const { ecs, aws } = sources;
  const now = aws.clock.now();
  for (const track of open) Object.assign(track, { judgement: undefined, lookedAt: now });
  const known = new Set(open.filter(({ arn }) => arn !== undefined));
  await lookAtServices(
    ecs,
    open.filter((track) => wantsService(track, now)),
    options,
    now,
  );
  for (const track of open) {
    if (track.servicedAt === now) track.judgement = judgeService(track);
    track.arn ??= claimedDeployment(track);
  }
  // What is over needs no past rollouts to compare with.
  const moving = open.filter(({ arn, judgement }) => arn === undefined || judgement?.kind !== 'live');
  await lookUpDeployments(ecs, moving, now, options);
  const rest: Track[] = [];
  for (const track of open) {
    const enough = track.judgement?.kind === 'moving' && isRolling(track) && track.part.goal === 'release';
    if (track.arn !== undefined && !(enough && known.has(track))) rest.push(track);
  }
  await lookAtDeployments(ecs, rest, now, options);
  for (const track of rest) track.judgement = combine(track);
  // An ARN that was given up in this look leaves the track without any view.
  const blind = open.filter((track) => track.judgement === undefined && track.arn === undefined);
  await lookAtServices(ecs, blind, options, now);
  for (const track of blind) track.judgement = judgeService(track);
  await lookAtServices(
    ecs,
    open.filter((track) => !isServiced(track) && asksService(track)),
    options,
    now,
  );
}

/** Judgements whose answer needs the service: read here for many tracks a call. */
function asksService({ judgement, why, part }: Track): boolean {
  // A track without a judgement is answered as one that is unclear.
  switch (judgement?.kind ?? 'unclear') {
    case 'live':
    case 'stopped':
      return true;
    case 'went-back':
    case 'failed':
      return why === undefined;
    case 'going-back':
      return why === undefined && part.goal === 'release';
    case 'unclear':
      return part.goal === 'restore';
    default:
      return false;
  }
}

const wantsService = (track: Track, now: number): boolean => {
  if (track.arn === undefined || track.suspect) return true;
  const { counts } = track;
  const settled = counts !== undefined && counts.running >= counts.wanted;
  return now - (track.servicedAt ?? track.askedAt ?? now) >= (settled ? 30_000 : 10_000);
};

/** What the service names as its deployment. It may still be the one before ours: its digits are looked at at once. */
function claimedDeployment({ service, id, withoutArn, part, notOurs }: Track): string | undefined {
  const { currentServiceDeployment: claimed } = service ?? {};
  return withoutArn || part.goal !== 'release' || digitsOf(id) === undefined || claimed === notOurs
    ? undefined
    : claimed;
}

const isRolling = ({ service }: Track): boolean =>
  (service?.deploymentConfiguration?.strategy ?? 'ROLLING') === 'ROLLING';

/** The service deployment decides; but a newer deployment is seen in the service first. */
function combine(track: Track): Judgement | undefined {
  const { deployment, judgement } = track;
  if (deployment === undefined) return judgement;
  const own = judgeServiceDeployment(deployment);
  const overtaken = judgement?.kind === 'superseded' || judgement?.kind === 'adopt';
  return overtaken && own.kind === 'moving' ? judgement : own;
}

function answer(sources: Sources, track: Track, patience: Patience, signal: AbortSignal): Promise<Look> {
  return answerLook(sources, track, track.judgement ?? { kind: 'unclear' }, patience, { signal });
}

function paceOf(track: Track, now: number): Pace {
  const { counts, history, suspect } = track;
  return {
    elapsedMs: now - track.part.startedAt,
    ...(counts === undefined ? {} : { counts }),
    sinceChangeMs: now - (track.changedAt ?? now),
    history,
    leastLeftMs: leastLeft(track, now),
    suspect: suspect || track.claimedAt !== undefined,
    guarded: isGuarded(track),
    goingBack: track.why !== undefined,
  };
}

async function diagnosePart(sources: Sources, track: Track, signal: AbortSignal): Promise<Diagnosis> {
  const known =
    track.doomed ?? track.why ?? (track.ended !== undefined && 'why' in track.ended ? track.ended.why : undefined);
  if (known !== undefined) return known;
  try {
    await lookAtServices(sources.ecs, [track], { signal }, sources.aws.clock.now()).catch(() =>
      signal.throwIfAborted(),
    );
    const why = await diagnoseTrack(sources, track, { signal });
    return why.code === 'unknown' ? (slowStages(track) ?? why) : why;
  } catch (error) {
    const text = Error.isError(error) ? error.message : String(error);
    return diagnosis('unknown', {
      what: `the cause could not be read: ${text}`,
      where: placeOf(track),
      evidence: eventsOf(track).map((event) => event.text),
      confidence: 'guess',
    });
  }
}

async function evidenceOf(sources: Sources, track: Track, signal: AbortSignal): Promise<readonly string[]> {
  const why = await diagnosePart(sources, track, signal);
  const { status, reasons } = rolloutFacts(track);
  const tasks = track.stopped
    .slice(0, 20)
    .map((task) => `task ${task.id}: ${task.stopCode ?? 'stopped'}: ${howItEnded(task, track.containers ?? [])}`);
  const lines = [
    ...(track.arn === undefined ? [] : [`${track.arn}: ${status ?? 'status unknown'}`]),
    ...reasons,
    ...tasks,
    ...why.evidence,
    ...eventsOf(track).map(({ text }) => text),
  ];
  return [...new Set(lines)].slice(0, 120);
}
