import type { Clock } from '#base/clock';
import type { Look, Part, Watch } from './platform.ts';
import { endRow, type Row } from './row.ts';
import type { Telling } from './story.ts';

/**
 * A last look at rows that were fine some time ago: while others were followed, checks or migrations ran, somebody else
 * may have deployed. Answers whether one of them is not ours any more. What cannot be read is a warning: it was fine
 * when it was last seen.
 */
export async function confirmRows(telling: Telling): Promise<boolean> {
  const { story, rows } = telling;
  const { clock, signal, report } = story.host;
  const fine = rows.filter(({ phase, verdict, part, endedAt }) => {
    const isUnmoved = phase === 'unmoved' || verdict === 'unchanged';
    const seenAt = phase === 'live' ? endedAt : isUnmoved ? part?.startedAt : undefined;
    return part !== undefined && seenAt !== undefined && seenAt < clock.now();
  });
  if (fine.length === 0) return false;
  try {
    const looks = await lookUntilTold(story.platform.watch(fine.map((row) => row.part as Part)), clock, signal);
    return looks.map((look, index) => isLost(telling, fine[index], look)).includes(true);
  } catch (error) {
    signal.throwIfAborted();
    report.warn(`what serves could not be read once more at the end: ${Error.isError(error) ? error.message : error}`);
    return false;
  }
}

/** Milliseconds that a last look may take to become clear. */
const patience = 20_000;

/** One look may not tell yet what became of a deployment: what was fine and seems to move is looked at again. */
async function lookUntilTold(watch: Watch, clock: Clock, signal: AbortSignal): Promise<readonly Look[]> {
  const deadline = clock.now() + patience;
  for (;;) {
    const looks = await watch.look(signal);
    if (looks.every(({ kind }) => kind === 'ended') || clock.now() >= deadline) return looks;
    await clock.sleep(watch.pauseMs(false), signal);
  }
}

function isLost(telling: Telling, row: Row | undefined, look: Look): boolean {
  if (row === undefined || look.kind !== 'ended' || look.how === 'live') return false;
  if (row.phase !== 'live' && look.how !== 'superseded') return false;
  telling.why ??= look.why;
  telling.story.host.report.note(`${look.why.code}: ${look.why.what}`, row.change.row);
  if (look.how === 'superseded') endRow(row, 'superseded', look.why);
  else Object.assign(row, { why: look.why, verdict: 'failed' });
  return true;
}
