import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import { plain } from '#report/plain';
import { progressLine } from '#report/progress-line';

/** Where the lines go that docker prints for the images of a run. */
export interface Output {
  line(key: string, line: string): void;
  /** Shows what an image printed, in a group of its own; the end of it as lines for the report. */
  close(key: string, title: string): Promise<readonly string[]>;
}

const heartbeat = 30_000;
/** Lines of an image that are kept for its group, and for the report. */
const kept = 20_000;
const told = 100;

/**
 * One image alone is shown while it is built. Several are kept apart: each appears as a whole when it is done, and
 * meanwhile a line tells which step it is at, at most every 30 s.
 */
export function showOutput(keys: readonly string[], clock: Clock, log: Logger): Output {
  const startedAt = clock.now();
  const lines = new Map<string, string[]>(keys.map((key) => [key, []]));
  const last = new Map<string, number>();
  const width = Math.max(0, ...keys.map((key) => key.length));
  const alone = keys.length === 1;
  return {
    line(key, line) {
      const own = lines.get(key) ?? [];
      own.push(line);
      if (own.length > kept) own.shift();
      if (alone) return log.info(line);
      const step = /^(?:#\d+ \[.*\d+\/\d+\]|Step \d+\/\d+ :) .+/.exec(line)?.[0];
      const now = clock.now();
      if (step === undefined || now - (last.get(key) ?? startedAt) < heartbeat) return;
      last.set(key, now);
      log.info(
        progressLine({ elapsedMs: now - startedAt, row: key, text: plain(step.replace(/^#\d+ /, ''), 120) }, width),
      );
    },
    async close(key, title) {
      const own = lines.get(key) ?? [];
      lines.set(key, []);
      if (!alone && own.length > 0) {
        await log.group(title, async () => {
          for (const line of own) log.info(line);
        });
      }
      return own.slice(-told);
    },
  };
}
