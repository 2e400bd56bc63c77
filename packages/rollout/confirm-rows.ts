import type { Look, Part } from './platform.ts';
import type { Telling } from './release.ts';
import { endRow, type Row } from './row.ts';

/**
 * A last look at rows that went live some time ago: while others were followed and checks ran, somebody else may have
 * deployed. Answers whether one of them is not ours any more. What cannot be read is a warning: it was live when it was
 * last seen.
 */
export async function confirmRows(telling: Telling): Promise<boolean> {
  const { story, rows } = telling;
  const { clock, signal, report } = story.host;
  const live = rows.filter((row) => row.phase === 'live' && row.part !== undefined && (row.endedAt ?? 0) < clock.now());
  if (live.length === 0) return false;
  try {
    const looks = await story.platform.watch(live.map((row) => row.part as Part)).look(signal);
    const bad = looks.map((look, index) => isLost(telling, live[index], look));
    return bad.includes(true);
  } catch (error) {
    signal.throwIfAborted();
    report.warn(`what serves could not be read once more at the end: ${Error.isError(error) ? error.message : error}`);
    return false;
  }
}

function isLost(telling: Telling, row: Row | undefined, look: Look): boolean {
  if (row === undefined || look.kind !== 'ended' || look.how === 'live') return false;
  telling.why ??= look.why;
  telling.story.host.report.note(`${look.why.code}: ${look.why.what}`, row.change.row);
  if (look.how === 'superseded') endRow(row, 'superseded', look.why);
  else Object.assign(row, { why: look.why, verdict: 'failed' });
  return true;
}
