import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import { progressLine, rowWidth } from '#report/progress-line';
import type { Part } from './platform.ts';

/** Lines about moving parts: one when something changed, else a heartbeat in 30 s, and never more than a reader can bear. */
export interface ProgressPrinter {
  /** The state of a part, printed when it differs from the one printed last. */
  state(part: Part, text: string): void;
  /** A line that is printed once: a task stopped, a cause was found. */
  news(part: Part, text: string): void;
  /** To be called after each look: prints a heartbeat when nothing was printed for 30 s. */
  beat(text: string): void;
}

const heartbeat = 30_000;
/** Contract section 6: at most 200 lines in 30 minutes. What is beyond goes to the debug log. */
const mostLines = 160;

export function printProgress(clock: Clock, log: Logger, startedAt: number, parts: readonly Part[]): ProgressPrinter {
  const width = rowWidth(parts.map(nameOf));
  const states = new Map<string, string>();
  let lastAt = clock.now();
  let lines = 0;
  const print = (row: string, text: string, spare: number) => {
    const line = progressLine({ elapsedMs: clock.now() - startedAt, row, text }, width);
    if (lines >= mostLines + spare) return log.debug(line);
    lines++;
    lastAt = clock.now();
    log.info(line);
  };
  return {
    state(part, text) {
      if (states.get(part.row) === text) return;
      states.set(part.row, text);
      print(nameOf(part), text, 0);
    },
    news: (part, text) => print(nameOf(part), text, 20),
    beat(text) {
      if (clock.now() - lastAt >= heartbeat) print('', text, 10);
    },
  };
}

/** `patient-api 41 → 42` */
function nameOf({ row, from, to }: Part): string {
  return `${row} ${numberOf(from.label)} → ${numberOf(to.label)}`;
}

const numberOf = (label: string) => label.slice(label.lastIndexOf(':') + 1);
