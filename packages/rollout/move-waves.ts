import { isCancellation } from '#base/cancelled';
import { diagnosisOf, Failure } from '#report/failure';
import type { Verdict } from '#report/verdict';
import { confirmRows } from './confirm-rows.ts';
import { follow, isBad, type PartEnd } from './follow.ts';
import type { Part, Watch } from './platform.ts';
import { printProgress } from './print-progress.ts';
import { putBack } from './put-back.ts';
import { endRow, type Row } from './row.ts';
import type { Telling } from './story.ts';
import { verify } from './verify.ts';
import { wavesOf } from './waves-of.ts';

/**
 * Moves traffic wave by wave (equal `order` together), follows each wave to its end and checks it before the next.
 * At the first bad row everything that was started is put back, or left, as the policy says.
 */
export async function moveWaves(telling: Telling): Promise<void> {
  const { story, rows } = telling;
  const open = rows.filter(({ phase }) => phase === 'staged' || phase === 'unmoved');
  for (const wave of wavesOf(open)) {
    await shiftRows(
      telling,
      wave.filter(({ phase }) => phase === 'staged'),
    );
    if (!story.policy.follow) continue;
    const bad = (await followRows(telling, wave)) || (await checkRows(telling, wave));
    if (bad) return await putBack(telling);
    // What comes after a pause is not reached, and what is done stays.
    if (wave.some(({ verdict }) => verdict === 'paused')) return endFine(open);
  }
  if (story.policy.follow && ((await checkRows(telling, undefined)) || (await confirmRows(telling))))
    return await putBack(telling);
  endFine(open);
  await story.journal.note('verified', telling.migrations);
}

function endFine(open: readonly Row[]): void {
  for (const row of open) {
    if (row.phase === 'live') endRow(row, 'succeeded');
    if (row.phase === 'unmoved') endRow(row, 'unchanged');
  }
}

/** Starts every row of a wave. Kept before and after each write: a killed process leaves enough to find it again. */
async function shiftRows(telling: Telling, wave: readonly Row[]): Promise<void> {
  const { story, keeper } = telling;
  for (const row of wave) {
    if (row.part === undefined) continue;
    // From here on it may have been moved: a cancel that was seen before is none of it.
    story.host.signal.throwIfAborted();
    const how = row.part.id === undefined ? 'started' : 'is under way';
    row.phase = 'shifting';
    keeper.save();
    const moving = await shiftRow(telling, row, row.part);
    if (moving === undefined) {
      endRow(row, 'unchanged');
    } else {
      row.part = moving;
      if (story.policy.follow && row.change.wait) row.phase = 'moving';
      else endRow(row, 'started');
      story.host.report.note(`${moving.from.label} → ${moving.to.label} ${how}`, row.change.row);
    }
    keeper.save();
  }
  if (wave.length > 0) await story.journal.note('traffic-moved', telling.migrations);
}

/** A row whose move was refused is the one to blame: its cause is kept before the others are put back. */
async function shiftRow(telling: Telling, row: Row, part: Part): Promise<Part | undefined> {
  const { platform, host } = telling.story;
  try {
    return await platform.shift(part);
  } catch (error) {
    if (!isCancellation(error, host.signal)) {
      row.why = diagnosisOf(error, `${part.row} in ${part.place}`);
      row.verdict = error instanceof Failure ? error.verdict : 'failed';
    }
    throw error;
  }
}

/** Whether a row of the wave ended badly. */
async function followRows(telling: Telling, wave: readonly Row[]): Promise<boolean> {
  const { story, keeper } = telling;
  const { clock, signal, log } = story.host;
  const moving = wave.filter((row) => row.phase === 'moving' && row.part !== undefined);
  if (moving.length === 0) return false;
  const parts = moving.map((row) => row.part as Part);
  const watch = story.platform.watch(parts);
  const printer = printProgress(clock, log, telling.startedAt, parts);
  telling.rolloutDeadline ??= clock.now() + story.policy.rolloutTimeoutMs;
  const deadline = telling.rolloutDeadline;
  const ends = await follow(watch, parts, { clock, signal, printer, deadline, endAtFirstBad: true });
  for (const [index, end] of ends.entries()) {
    const row = moving[index];
    if (row === undefined) continue;
    settleRow(telling, row, end);
    if (end.how !== 'live' && end.how !== 'moving') {
      printer.news(parts[index] as Part, `✗ ${end.why.code}: ${end.why.what}`);
      await saveEvidence(telling, watch, index, row);
    }
  }
  keeper.save();
  return ends.some(isBad);
}

/** What the end of following means for a row, before anything is put back. */
function settleRow(telling: Telling, row: Row, end: PartEnd): void {
  const { report, clock } = telling.story.host;
  if (end.how === 'moving') return;
  row.endedAt = clock.now();
  if (end.how === 'live') {
    row.phase = 'live';
    row.health = end.state;
    report.note(`stable: ${end.state}`, row.change.row);
    for (const warning of end.warnings) report.warn(warning);
    return;
  }
  row.why = end.why;
  // Also what went back by itself is seen through: settings stay, and ECS may have gone back to what nobody wants.
  row.goesBack = end.how === 'going-back' || end.how === 'went-back';
  row.wentBack = end.how === 'went-back';
  if (end.state !== undefined) row.health = end.state;
  telling.why ??= end.why;
  report.note(`${end.why.code}: ${end.why.what}`, row.change.row);
  const ended: Partial<Record<PartEnd['how'], Verdict>> = {
    superseded: 'superseded',
    paused: 'paused',
    lost: 'unknown',
  };
  const verdict = ended[end.how];
  if (verdict !== undefined) endRow(row, verdict, end.why);
  else row.verdict = end.how === 'timed-out' ? 'timed-out' : 'failed';
}

/** Evidence is read before anything is undone: going back cleans it away. */
async function saveEvidence(telling: Telling, watch: Watch, index: number, row: Row): Promise<void> {
  const { report, signal } = telling.story.host;
  const lines = await watch.evidence(index, signal);
  if (lines.length > 0) report.evidence(`${row.change.row} in ${row.change.place}`, lines);
}

/** Runs the checks of a wave, or the general ones; whether one failed. */
async function checkRows(telling: Telling, wave: readonly Row[] | undefined): Promise<boolean> {
  const { story, rows } = telling;
  const names = new Set(wave?.filter(isSettled).map((row) => row.change.row));
  const checks = story.checks.filter(({ row }) =>
    wave === undefined ? row === undefined : row !== undefined && names.has(row),
  );
  if (checks.length === 0) return false;
  const settled = rows.filter(isSettled);
  const parts = settled.flatMap((row) => (row.part === undefined ? [] : [row.part]));
  if (parts.length === 0) {
    for (const check of checks) story.host.report.warn(`not checked, since nothing was followed: ${check.name}`);
    return false;
  }
  const { summaries, first } = await verify(checks, parts, telling);
  for (const row of settled) {
    const own = summaries.filter((line) => line.row === undefined || line.row === row.change.row);
    if (own.length > 0) row.health = [row.health, ...own.map(({ text }) => text)].filter(Boolean).join(' · ');
  }
  if (first === undefined) return false;
  telling.why ??= first.why;
  for (const row of settled) {
    const isBlamed = first.row === undefined || row.change.row === first.row;
    if (isBlamed) Object.assign(row, { why: row.why ?? first.why, verdict: 'failed' satisfies Verdict });
  }
  return true;
}

/** What is wanted serves: it can be verified. */
const isSettled = ({ phase }: Row): boolean => phase === 'live' || phase === 'unmoved';
