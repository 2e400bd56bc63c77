import { isCancellation } from '#base/cancelled';
import type { Diagnosis } from '#report/diagnosis';
import { diagnosisOf } from '#report/failure';
import type { Host } from '#report/host';
import type { Verdict } from '#report/verdict';
import { verdictWords } from '#report/verdict-words';
import { follow, type PartEnd } from './follow.ts';
import type { ChangeView, GoingBack, LiveView, Part, PlanView, Platform } from './platform.ts';
import { printProgress } from './print-progress.ts';
import { endRow, isStarted, type Row } from './row.ts';
import type { Telling } from './story.ts';

/** What the way back needs, in the run that failed and in `post` alike. */
export interface WayBack {
  readonly platform: Pick<Platform<ChangeView, LiveView, PlanView>, 'locate' | 'goBack' | 'watch'>;
  readonly host: Host;
  /** Ms since the epoch: what the elapsed times of printed lines count from. */
  readonly startedAt: number;
  readonly timeoutMs: number;
  /** A later process goes on: what could not be started now stays as it is, for that one to try again. */
  readonly toBeContinued?: boolean;
  save(): void;
}

export const wayBackOf = ({ story, startedAt, keeper }: Telling): WayBack => ({
  platform: story.platform,
  host: story.host,
  startedAt,
  timeoutMs: story.policy.rolloutTimeoutMs,
  save: () => keeper.save(),
});

/**
 * After a failure: puts every started row back and follows each to the end, or leaves all as they are (`on-failure`).
 * Rows that end by themselves (superseded, already back) are left alone. Contract section 4, "Several services".
 */
export async function putBack(telling: Telling): Promise<void> {
  const { story, rows } = telling;
  // What waits for a person goes back with the others.
  const started = rows.filter((row) => isStarted(row) || servesUnproven(row) || row.verdict === 'paused');
  if (story.policy.onFailure === 'leave' || rows.some((row) => row.verdict === 'unknown')) {
    return await leaveRows(telling, rows.filter(isStarted));
  }
  // Whether a move that was refused or not answered has begun at all is seen first: it may have nothing to put back.
  const moved = started.filter(({ phase }) => phase !== 'shifting');
  if (moved.length > 0) story.host.log.info(`putting back: ${moved.map((row) => row.change.row).join(', ')}`);
  const way = wayBackOf(telling);
  await Promise.all(started.map((row) => startBack(way, row, story.host.signal)));
  way.save();
  await followBack(way, started);
}

/** Not reached, but a run that died left something here that serves, or is on its way: the services go back together. */
const servesUnproven = ({ phase, live }: Row): boolean =>
  phase === 'staged' &&
  live !== undefined &&
  (live.good.id !== live.serving.id || (live.busy !== undefined && live.open !== undefined));

/** Writes nothing. What the platform puts back by itself is followed, so that the end is told and not its beginning. */
async function leaveRows(telling: Telling, started: readonly Row[]): Promise<void> {
  for (const row of started) {
    if (row.goesBack === true && row.part !== undefined) {
      row.back = ownWayBack(row.part);
      row.phase = 'restoring';
    } else leaveRow(row);
  }
  await followBack(wayBackOf(telling), started);
}

/** The way back that the platform takes by itself, within the rollout that it has given up. */
function ownWayBack({ id: _, ...part }: Part): Part {
  return { ...part, goal: 'restore', to: part.from, from: part.to };
}

function leaveRow(row: Row): void {
  const isFine = row.phase === 'live' && row.verdict === undefined;
  endRow(row, isFine ? 'succeeded' : (row.verdict ?? 'started'));
}

/** Starts the way back of one row; the row is `restoring`, or has ended. Never throws but for a cancel of the run. */
export async function startBack(way: WayBack, row: Row, signal: AbortSignal): Promise<void> {
  const { platform, host } = way;
  try {
    const part =
      row.phase === 'shifting' && row.part !== undefined ? await platform.locate(row.part, signal) : row.part;
    if (part !== undefined) {
      row.part = part;
      settleGoing(way, row, await platform.goBack(part, signal, row.wentBack));
    } else if (way.toBeContinued !== true) {
      endRow(row, row.verdict ?? 'skipped');
    }
  } catch (error) {
    // With a signal of its own the run was cancelled before; then only that one's end counts.
    if (isCancellation(error, host.signal) && (signal === host.signal || !signal.aborted)) throw error;
    backFailed(way, row, diagnosisOf(error, `${row.change.row} in ${row.change.place}`));
  }
}

function settleGoing(way: WayBack, row: Row, going: GoingBack): void {
  const { host } = way;
  switch (going.kind) {
    case 'moving':
      row.back = going.part;
      row.phase = 'restoring';
      host.report.note(`going back to ${going.part.to.label}`, row.change.row);
      break;
    case 'there':
      host.report.note(`${row.part?.from.label ?? 'what served before'} serves again`, row.change.row);
      delete row.health;
      endRow(row, 'rolled-back');
      break;
    case 'superseded':
      host.report.note(`left alone: ${going.by}`, row.change.row);
      endRow(row, 'superseded');
      break;
    case 'impossible':
      backFailed(way, row, going.why);
      break;
  }
}

function backFailed({ host, toBeContinued }: WayBack, row: Row, why: Diagnosis): void {
  if (toBeContinued === true) {
    host.log.info(`${row.change.row}: ${why.what}; the post step tries again`);
    return;
  }
  host.report.evidence(`${row.change.row}: going back`, [why.what, ...why.evidence]);
  endRow(row, 'rollback-failed', why);
}

/** Follows every row that is `restoring` to the end of its way back. */
export async function followBack(way: WayBack, rows: readonly Row[]): Promise<void> {
  const { clock, signal, log, report } = way.host;
  const restoring = rows.filter((row) => row.phase === 'restoring' && row.back !== undefined);
  const parts = restoring.map((row) => row.back as Part);
  if (parts.length === 0) return;
  const ends = await follow(way.platform.watch(parts), parts, {
    clock,
    signal,
    printer: printProgress(clock, log, way.startedAt, parts),
    deadline: clock.now() + way.timeoutMs,
    endAtFirstBad: false,
  });
  for (const [index, row] of restoring.entries()) {
    const end = ends[index];
    if (end === undefined) continue;
    settleBack(row, end);
    row.endedAt = clock.now();
    if (row.verdict === 'rolled-back') report.note(`${row.back?.to.label ?? ''} serves again`, row.change.row);
    else report.note(`${wordOf(row)}${'why' in end ? `: ${end.why.code}: ${end.why.what}` : ''}`, row.change.row);
    if ('why' in end) report.evidence(`${row.change.row}: going back`, [end.why.what, ...end.why.evidence]);
  }
  way.save();
}

const wordOf = ({ verdict }: Row): string => (verdict === undefined ? '' : verdictWords[verdict].row);

/** What the end of the way back means for a row. A way back that went back has left the bad revision serving. */
function settleBack(row: Row, end: PartEnd): void {
  const verdict: Partial<Record<PartEnd['how'], Verdict>> = {
    live: 'rolled-back',
    superseded: 'superseded',
    lost: 'unknown',
    moving: 'unknown',
  };
  // What was seen of the failed rollout says nothing about what serves now.
  if ('state' in end && end.state !== undefined) row.health = end.state;
  else delete row.health;
  endRow(row, verdict[end.how] ?? 'rollback-failed', 'why' in end ? end.why : undefined);
}
