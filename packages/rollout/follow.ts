import type { Clock } from '#base/clock';
import { until } from '#base/until';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { diagnosisOf, Failure } from '#report/failure';
import type { Look, Part, Watch } from './platform.ts';
import type { ProgressPrinter } from './print-progress.ts';

export interface FollowOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly printer: ProgressPrinter;
  /** Milliseconds since the epoch: parts that still move then are `timed-out`. */
  readonly deadline: number;
  /** Ends as soon as one part is bad, so that the others can be stopped; they are `moving` then. */
  readonly endAtFirstBad: boolean;
}

/** How following one part ended. */
export type PartEnd =
  | { readonly how: 'live'; readonly state: string; readonly warnings: readonly string[] }
  | {
      /** `going-back`: by itself and not there yet. `lost`: the far end cannot be seen any more. */
      readonly how: 'went-back' | 'failed' | 'superseded' | 'paused' | 'doomed' | 'going-back' | 'timed-out' | 'lost';
      readonly why: Diagnosis;
      /** The counts that were seen last. */
      readonly state?: string;
    }
  /** Another part ended badly first. */
  | { readonly how: 'moving' };

/** How long the far end may be out of sight before we say so, in milliseconds. */
const blindness = 180_000;
const finalTrouble: readonly string[] = [
  'access-denied',
  'credentials-expired',
  'no-credentials',
  'not-found',
  'invalid-input',
];

/**
 * Follows parts to their true end; one answer a part, in order. Never throws for what the far end does; throws the
 * signal's reason when the run is cancelled.
 */
export async function follow(watch: Watch, parts: readonly Part[], options: FollowOptions): Promise<PartEnd[]> {
  const { clock, signal, printer } = options;
  const ends: (PartEnd | undefined)[] = parts.map(() => undefined);
  const states: (string | undefined)[] = parts.map(() => undefined);
  let throttled = false;
  let seenAt = clock.now();

  const look = async (): Promise<'over' | undefined> => {
    try {
      const looks = await watch.look(signal);
      seenAt = clock.now();
      throttled = false;
      looks.forEach((seen, index) => {
        if ('state' in seen) states[index] = seen.state;
        if (ends[index] === undefined) ends[index] = judge(seen, parts[index] as Part, options);
      });
    } catch (error) {
      signal.throwIfAborted();
      throttled = isThrottling(error);
      const lost = outOfSight(error, clock.now() - seenAt);
      if (lost !== undefined) fill(ends, { how: 'lost', why: lost });
    }
    const open = ends.filter((end) => end === undefined).length;
    const bad = ends.some((end) => end !== undefined && isBad(end));
    if (open === 0 || (bad && options.endAtFirstBad)) return 'over';
    printer.beat(
      `still waiting for ${parts.flatMap((part, at) => (ends[at] === undefined ? [withCounts(part, states[at])] : [])).join(', ')}`,
    );
    return undefined;
  };

  const waited = await until(look, {
    clock,
    signal,
    pauseMs: () => watch.pauseMs(throttled),
    budgetMs: Math.max(0, options.deadline - clock.now()),
  });
  if (waited.kind === 'out-of-time') await timeOut(watch, parts, ends, signal);
  return ends.map((end, index) => withState(end ?? { how: 'moving' }, states[index]));
}

/** A pause waits for a person: it is no end that others would have to be stopped for. */
export const isBad = ({ how }: PartEnd): boolean => how !== 'live' && how !== 'paused';

const withState = (end: PartEnd, state: string | undefined): PartEnd =>
  end.how === 'live' || end.how === 'moving' || state === undefined ? end : { ...end, state };

/** The end that a look means, or `undefined` while the part still moves. */
function judge(seen: Look, part: Part, options: FollowOptions): PartEnd | undefined {
  const { printer, endAtFirstBad } = options;
  if ('news' in seen) for (const line of seen.news) printer.news(part, line);
  switch (seen.kind) {
    case 'moving':
      printer.state(part, `${seen.state}${usually(seen.usualMs)}`);
      return undefined;
    case 'doomed':
      return { how: 'doomed', why: seen.why };
    case 'going-back':
      printer.state(part, `going back: ${seen.state}`);
      return endAtFirstBad ? { how: 'going-back', why: seen.why } : undefined;
    case 'ended':
      return seen.how === 'live'
        ? { how: 'live', state: seen.state, warnings: seen.warnings ?? [] }
        : { how: seen.how, why: seen.why };
  }
}

async function timeOut(watch: Watch, parts: readonly Part[], ends: (PartEnd | undefined)[], signal: AbortSignal) {
  for (const [index, part] of parts.entries()) {
    if (ends[index] !== undefined) continue;
    const cause = await watch.diagnose(index, signal);
    const why =
      cause.code === 'unknown'
        ? diagnosis('deadline-exceeded', {
            what: `${part.row} had not finished when its time was up`,
            where: `${part.row} in ${part.place}`,
            evidence: cause.evidence,
            confidence: 'certain',
          })
        : cause;
    ends[index] = { how: 'timed-out', why };
  }
}

/** `web (2/2 new running, 2 old serving)` */
const withCounts = ({ row }: Part, state: string | undefined) => (state === undefined ? row : `${row} (${state})`);

function isThrottling(error: unknown): boolean {
  return error instanceof Failure && error.diagnosis.code === 'throttled';
}

/** A diagnosis when looking has no hope any more, or had none for too long. */
function outOfSight(error: unknown, blindMs: number): Diagnosis | undefined {
  const why = diagnosisOf(error, 'the deployment');
  return finalTrouble.includes(why.code) || blindMs >= blindness ? why : undefined;
}

function fill(ends: (PartEnd | undefined)[], end: PartEnd): void {
  ends.forEach((known, index) => {
    ends[index] = known ?? end;
  });
}

function usually(ms: number | undefined): string {
  if (ms === undefined) return '';
  const seconds = Math.round(ms / 1_000);
  return seconds < 60
    ? `, usually ${seconds}s`
    : `, usually ${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}
