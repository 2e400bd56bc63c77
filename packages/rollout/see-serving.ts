import type { ChangeView, LiveView, PlanView, Platform } from './platform.ts';
import { isStarted, type Row } from './row.ts';

/** Verdicts after which only the far end knows what serves; after `unknown` it cannot be asked. */
const unsettled: readonly string[] = ['failed', 'timed-out', 'superseded', 'paused', 'rollback-failed', 'cancelled'];

/** Reads what serves now for rows whose end does not tell it. Never throws: what cannot be seen stays unsaid. */
export async function seeServing(
  platform: Pick<Platform<ChangeView, LiveView, PlanView>, 'current'>,
  rows: readonly Row[],
): Promise<void> {
  const open = rows.filter((row) => row.part !== undefined && !isStarted(row) && unsettled.includes(row.verdict ?? ''));
  if (open.length === 0) return;
  try {
    const lives = await platform.current(open.map((row) => row.change));
    open.forEach((row, index) => {
      const live = lives[index];
      if (live !== undefined && live.busy === undefined) row.serving = live.serving;
    });
  } catch {
    // The report says that it is not settled, and where to look.
  }
}
