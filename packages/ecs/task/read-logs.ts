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
  /** After the end of the writer: lines that arrive late, until none has come for 2.5 s, at most 5 s long. */
  rest(clock: Clock, signal: AbortSignal, options?: CallOptions): Promise<readonly string[]>;
}

/** Lines take up to some seconds to be readable; a stream that shows none yet may be a late one. In ms. */
const quiet = 2_500;
const lateness = 5_000;

/**
 * GetLogEvents from the head: the end for now is reached when the token that was sent comes back; pages before it may
 * be empty (API reference of GetLogEvents). Lines that were handed out are never handed out again, also when a call
 * fails in between: the token moves on only together with its lines.
 */
export function readLogs(logs: Logs, place: LogPlace): LogReader {
  let token: string | undefined;
  let any = false;

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
    return { lines: (answer.events ?? []).map((event) => event.message ?? ''), end };
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
    any ||= lines.length > 0;
    return lines;
  };

  const shows = () => any;
  return { more, rest: (clock, signal, options = {}) => readRest({ more, shows, clock, signal, options }) };
}

interface Rest {
  readonly more: LogReader['more'];
  /** Whether the stream has shown any line yet. */
  readonly shows: () => boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly options: CallOptions;
}

async function readRest({ more, shows, clock, signal, options }: Rest): Promise<readonly string[]> {
  const lines: string[] = [];
  let newestAt = clock.now();
  const look = async () => {
    try {
      const late = await more(options);
      if (late.length > 0) newestAt = clock.now();
      lines.push(...late);
    } catch (error) {
      signal.throwIfAborted();
      // What was read is handed out also when the next call fails for good.
      if (lines.length === 0) throw error;
      return true;
    }
    return shows() && clock.now() - newestAt >= quiet ? true : undefined;
  };
  await until(look, { clock, signal, pauseMs: () => 1_000, budgetMs: lateness });
  return lines;
}

/** The last lines of a stream, at most `count`; none when it does not exist. One call. Throws `AwsError`. */
export async function tailLogs(
  logs: Logs,
  place: LogPlace,
  count: number,
  options: CallOptions = {},
): Promise<readonly string[]> {
  try {
    const answer = await logs.call(
      'GetLogEvents',
      { logGroupName: place.group, logStreamName: place.stream, startFromHead: false, limit: count },
      options,
    );
    return (answer.events ?? []).map((event) => event.message ?? '');
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'not-found') return [];
    throw error;
  }
}
