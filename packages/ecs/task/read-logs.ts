import { AwsError } from '#aws/aws-error';
import type { CallOptions } from '#aws/client';
import type { Clock } from '#base/clock';
import { until } from '#base/until';
import type { ContainerFacts } from '../diagnose/failing-container.ts';
import type { Logs } from './logs-client.ts';

/** Where a container writes: `<prefix>/<container>/<task id>` is the awslogs driver's stream name. */
export interface LogPlace {
  readonly group: string;
  readonly stream: string;
}

/** The stream of a container, or why its lines cannot be read here. */
export function logPlace(container: ContainerFacts, taskId: string): LogPlace | { readonly unreadable: string } {
  const { log, name } = container;
  if (log === undefined) return { unreadable: `container ${name} has no log configuration` };
  if (log.driver !== 'awslogs') return { unreadable: `container ${name} logs through ${log.driver}, not CloudWatch` };
  if (log.group === undefined || log.prefix === undefined) {
    return { unreadable: `container ${name} has no awslogs-group or awslogs-stream-prefix` };
  }
  return { group: log.group, stream: `${log.prefix}/${name}/${taskId}` };
}

/** Reads a stream from its first line on, each line once, in order. */
export interface LogReader {
  /** The lines that came since the last call; none while the stream does not exist. Throws `AwsError`. */
  more(options?: CallOptions): Promise<readonly string[]>;
  /** After the end of the writer: lines that arrive late. Throws `AwsError` when none was read. */
  rest(end: WriterEnd, options?: CallOptions): Promise<readonly string[]>;
}

/** When reading ends: no line has arrived for `quietMs` since the writer stopped, at most 5 s after it. */
export interface WriterEnd {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Ms since the epoch, our clock, never later than now. */
  readonly stoppedAt: number;
  readonly quietMs: number;
}

/** Lines take up to some seconds to be readable; a stream that shows none yet may be a late one. In ms. */
const lateness = 5_000;

/**
 * GetLogEvents from the head: the end for now is reached when the token that was sent comes back; pages before it may
 * be empty (API reference of GetLogEvents). Lines that were handed out are never handed out again, also when a call
 * fails in between: the token moves on only together with its lines.
 */
export function readLogs(logs: Logs, place: LogPlace): LogReader {
  let token: string | undefined;
  /** When CloudWatch took in the newest line, ms since the epoch of its clock. */
  let newest: number | undefined;

  const page = async (options: CallOptions): Promise<{ lines: readonly string[]; end: boolean }> => {
    const answer = await logs.call(
      'GetLogEvents',
      {
        logGroupName: place.group,
        logStreamName: place.stream,
        startFromHead: true,
        ...(token === undefined ? {} : { nextToken: token }),
      },
      options,
    );
    const end = answer.nextForwardToken === undefined || answer.nextForwardToken === token;
    token = answer.nextForwardToken ?? token;
    const events = answer.events ?? [];
    for (const { ingestionTime = 0 } of events) newest = Math.max(newest ?? 0, ingestionTime);
    return { lines: events.map((event) => event.message ?? ''), end };
  };

  const more = async (options: CallOptions = {}): Promise<readonly string[]> => {
    const lines: string[] = [];
    try {
      for (let end = false; !end; ) {
        const read = await page(options);
        lines.push(...read.lines);
        end = read.end;
      }
    } catch (error) {
      if (error instanceof AwsError && error.kind === 'not-found') return lines;
      if (lines.length === 0) throw error;
    }
    return lines;
  };

  return { more, rest: (end, options = {}) => readRest({ more, newestAt: () => newest, end, options }) };
}

interface Rest {
  readonly more: LogReader['more'];
  /** When the newest line of the stream arrived, CloudWatch's clock; `undefined` while it has shown none. */
  readonly newestAt: () => number | undefined;
  readonly end: WriterEnd;
  readonly options: CallOptions;
}

async function readRest({ more, newestAt, end, options }: Rest): Promise<readonly string[]> {
  const { clock, signal, stoppedAt, quietMs } = end;
  const lines: string[] = [];
  const last = stoppedAt + lateness;
  // Counted from when a line arrived, not from when it was seen; a clock of AWS's that is ahead tells no more than now.
  const quietAt = () => {
    const newest = newestAt();
    return newest === undefined ? last : Math.max(stoppedAt, Math.min(newest, clock.now())) + quietMs;
  };
  const look = async () => {
    try {
      lines.push(...(await more(options)));
    } catch (error) {
      signal.throwIfAborted();
      // What was read is handed out also when the next call fails for good.
      if (lines.length === 0) throw error;
      return true;
    }
    return clock.now() >= quietAt() ? true : undefined;
  };
  const pauseMs = () => Math.min(1_000, Math.max(100, quietAt() - clock.now()));
  await until(look, { clock, signal, pauseMs, budgetMs: Math.max(0, last - clock.now()) });
  return lines;
}

/**
 * The last lines of a stream, at most `count`, written at or after `since` (ms since the epoch) where that is given; none
 * when it does not exist. One call. Throws `AwsError`.
 */
export async function tailLogs(
  logs: Logs,
  place: LogPlace,
  count: number,
  options: CallOptions & { readonly since?: number } = {},
): Promise<readonly string[]> {
  const { since, ...callOptions } = options;
  const names = { logGroupName: place.group, logStreamName: place.stream };
  const span = since === undefined ? {} : { startTime: since };
  try {
    const answer = await logs.call(
      'GetLogEvents',
      { ...names, ...span, startFromHead: false, limit: count },
      callOptions,
    );
    return (answer.events ?? []).map((event) => event.message ?? '');
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'not-found') return [];
    throw error;
  }
}
