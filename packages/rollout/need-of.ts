import type { Row } from './row.ts';
import type { Story } from './story.ts';

/**
 * What a planned row needs. `nothing`: what is wanted serves and nothing looks at it. `verifying`: it serves, and the
 * checks of this run look at it, too. `staging`: there is something to register or to move, or to migrate for it.
 */
export function needOf(
  { plan }: Pick<Row, 'plan'>,
  { steps, checks }: Pick<Story, 'steps' | 'checks'>,
): 'nothing' | 'verifying' | 'staging' {
  if (plan?.unchanged !== true || steps.migrate !== undefined) return 'staging';
  return checks.length === 0 ? 'nothing' : 'verifying';
}

/** Whether nothing is to be written for any row: then no snapshot is taken either. */
export const isAllUnchanged = (rows: readonly Row[], { steps }: Pick<Story, 'steps'>): boolean =>
  rows.every((row) => row.plan?.unchanged === true) && steps.migrate === undefined;
