import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import { progressLine } from '#report/progress-line';

/** Lines about moving rows: one when something changed, else a heartbeat in 30 s, and never more than a reader can bear. */
export interface ProgressPrinter {
  /** The state of a row, printed when it differs from the one printed last. */
  state(row: string, text: string): void;
  /** A line that is printed once: a task stopped, a cause was found. */
  news(row: string, text: string): void;
  /** To be called after each look: prints a heartbeat when nothing was printed for 30 s. */
  beat(text: string): void;
}

const heartbeat = 30_000;
/** Contract section 6: at most 200 lines in 30 minutes. What is beyond goes to the debug log. */
const mostLines = 160;

export function printProgress(clock: Clock, log: Logger, startedAt: number, rows: readonly string[]): ProgressPrinter {
  const width = Math.max(...rows.map((row) => row.length), 8);
  const states = new Map<string, string>();
  let lastAt = clock.now();
  let lines = 0;
  const print = (row: string, text: string, spare: number) => {
    const line = progressLine({ elapsedMs: clock.now() - startedAt, row: row.padEnd(width), text });
    if (lines >= mostLines + spare) return log.debug(line);
    lines++;
    lastAt = clock.now();
    log.info(line);
  };
  return {
    state(row, text) {
      if (states.get(row) === text) return;
      states.set(row, text);
      print(row, text, 0);
    },
    news: (row, text) => print(row, text, 20),
    beat(text) {
      if (clock.now() - lastAt >= heartbeat) print('', text, 10);
    },
  };
}
