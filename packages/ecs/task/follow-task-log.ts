import { taskIdOf } from '../diagnose/stopped-task.ts';
import { namesError } from '../diagnose/telling-line.ts';
import type { LogReader } from './read-logs.ts';
import { logPlace, readLogs } from './read-logs.ts';
import type { TaskContext, TaskSpec } from './task-spec.ts';
import type { StartedTask } from './wait-for-task.ts';

/** The log of a one-off task while it runs. Trouble with the log never stops the task: it becomes a note. */
export interface TaskLog {
  more(): Promise<void>;
  /** After the end: waits for lines that come late, and answers the last 200 of all. */
  rest(end: ContainerEnd): Promise<readonly string[]>;
  /** Why lines are missing, when they are. */
  note(): string | undefined;
}

export interface ContainerEnd {
  /** Ms since the epoch, our clock, never later than now. */
  readonly stoppedAt: number;
  readonly failed: boolean;
}

/** Of silence after the end, in ms. The last lines of a failure tell its cause: they are worth a second more. */
const quiet = { usually: 1_500, untilTold: 2_500 } as const;

const kept = 200;
/** With `logs: tail`, so many lines are shown at the end. */
const shownTail = 50;

/** Prints the lines as they come (`stream`), the last ones at the end (`tail`), or where to find them (`link`). */
export function followTaskLog(spec: TaskSpec, started: StartedTask, { aws, logs }: TaskContext): TaskLog {
  const place = logPlace(started.container, taskIdOf(started.arn));
  let reader: LogReader | undefined;
  let note = 'unreadable' in place ? `no log lines: ${place.unreadable}` : undefined;
  const lines: string[] = [];

  const take = async (read: (from: LogReader) => Promise<readonly string[]>): Promise<void> => {
    if ('unreadable' in place) return;
    try {
      reader ??= readLogs(await logs(), place);
      const fresh = await read(reader);
      if (spec.logs === 'stream') for (const line of fresh) aws.log.info(`  ${line}`);
      lines.push(...fresh);
      if (lines.length > kept) lines.splice(0, lines.length - kept);
    } catch (error) {
      aws.signal.throwIfAborted();
      const reason = Error.isError(error) ? error.message : String(error);
      if (note === undefined) aws.log.warn(`${spec.step}: its log cannot be read: ${reason}`);
      note = `no log lines of ${place.stream} in ${place.group}: ${reason}`;
    }
  };

  return {
    more: () => take((from) => from.more({ retry: 'never' })),
    async rest({ stoppedAt, failed }) {
      const quietMs = failed && !namesError(lines) ? quiet.untilTold : quiet.usually;
      await take((from) => from.rest({ clock: aws.clock, signal: aws.signal, stoppedAt, quietMs }));
      if (spec.logs === 'tail') for (const line of lines.slice(-shownTail)) aws.log.info(`  ${line}`);
      if (!('unreadable' in place) && spec.logs !== 'none')
        aws.log.info(`${spec.step}: log stream ${place.stream} in ${place.group}`);
      return [...lines];
    },
    note: () => note,
  };
}
