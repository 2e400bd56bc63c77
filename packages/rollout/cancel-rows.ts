import { limitTime } from '#base/limit-time';
import { locateRow } from './locate-row.ts';
import { startBack, wayBackOf } from './put-back.ts';
import { isStarted } from './row.ts';
import type { Telling } from './story.ts';

/** Milliseconds. 5 s are ours after a cancel: asking a migration to stop has had 1.5 s, the record gets one. */
const timeToStart = 2_500;

/**
 * After a cancel: starts the way back of everything that was started, all at once, within the time that the runner
 * leaves. `post` follows it to the end, and tries again what could not be started. With `on-cancel: leave` nothing is
 * touched; whether a move that was not answered has begun is looked up.
 */
export async function cancelRows(telling: Telling): Promise<void> {
  const { story, rows, keeper } = telling;
  const { clock, log, report } = story.host;
  telling.verdict = 'cancelled';
  report.note('cancelled');
  keeper.cancelled();
  keeper.save();
  const { signal, stop } = limitTime(clock, timeToStart);
  const started = rows.filter((row) => isStarted(row) && row.phase !== 'restoring');
  const { stopTasks } = story.steps;
  const work: Promise<unknown>[] = [];
  if (stopTasks !== undefined && keeper.tasks.length > 0) {
    work.push(stopTasks(keeper.tasks, signal).then((lines) => log.info(lines.join('\n'))));
  }
  if (story.policy.onCancel === 'rollback') {
    if (started.length > 0) log.info(`cancelled: putting back ${started.map((row) => row.change.row).join(', ')}`);
    const way = { ...wayBackOf(telling), toBeContinued: true };
    work.push(...started.map((row) => startBack(way, row, signal).finally(() => keeper.save())));
  } else if (started.length > 0) {
    log.info(`cancelled, left as it is (on-cancel: leave): ${started.map((row) => row.change.row).join(', ')}`);
    const unanswered = started.filter(({ phase }) => phase === 'shifting');
    work.push(...unanswered.map((row) => locateRow(story.platform, row, signal)));
  }
  await Promise.allSettled(work);
  stop();
  keeper.save();
}
