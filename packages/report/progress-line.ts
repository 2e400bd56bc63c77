import { stopwatch } from './duration.ts';
import { plain } from './plain.ts';

export interface Progress {
  /** Since the start of the run. */
  readonly elapsedMs: number;
  /** What it concerns, with its change: `patient-api 41 → 42`; `''` for the whole run. */
  readonly row: string;
  readonly text: string;
}

const widest = 44;

/** Width of the column of rows: the longest name that will come in this run, within reason. */
export const rowWidth = (rows: readonly string[]) =>
  Math.min(widest, Math.max(0, ...rows.map((row) => plain(row).length)));

/**
 * One line of a job log, `00:12  patient-api 41 → 42   2/4 new running`. Pass the same `width` (from `rowWidth`)
 * throughout a run, or rows padded with blanks, so that the texts stand under each other.
 */
export function progressLine({ elapsedMs, row, text }: Progress, width = 0): string {
  const name = plain(row, widest);
  const wide = Math.max(width, Math.min(row.length, widest));
  const column = wide === 0 ? '' : `${name.padEnd(wide)}   `;
  return `${stopwatch(elapsedMs)}  ${column}${plain(text, 400)}`.trimEnd();
}
