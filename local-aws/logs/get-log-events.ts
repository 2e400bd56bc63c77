import { AwsFault } from '../service.ts';
import type { LogEvent, LogStore, LogStream } from './log-store.ts';
import * as texts from './texts.ts';

export interface GetLogEventsInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamName: string;
  readonly startTime?: number;
  /** Lines at or after it are left out. */
  readonly endTime?: number;
  readonly nextToken?: string;
  readonly limit?: number;
  readonly startFromHead?: boolean;
}

/** A page holds at most so much: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
const pageBytes = 1_048_576;
const pageEvents = 10_000;

/**
 * Where a token points: between two lines. `turn` only tells one token from the next, so that an empty page in the
 * middle comes with a new token while the end of a stream gives back the very token that was sent.
 */
interface Position {
  readonly timestamp: number;
  readonly sequence: number;
  readonly turn: number;
}

/** A page of lines, oldest first, with a token for either direction. The end in a direction: the token sent comes back. */
export function getLogEvents(store: LogStore, input: GetLogEventsInput) {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = input;
  const stream = store.stream(store.group(input.logGroupName ?? input.logGroupIdentifier ?? ''), input.logStreamName);
  const limit = readLimit(input.limit, pageEvents);
  const all = store.visibleEvents(stream).filter((one) => one.timestamp >= startTime && one.timestamp < endTime);
  stream.reads++;
  const token = input.nextToken === undefined ? undefined : readToken(input.nextToken);
  const forward = token === undefined ? input.startFromHead === true : token.direction === 'f';
  const rest = token === undefined ? all : all.filter((one) => after(one, token.position) === forward);
  if (rest.length > 0 && store.options.emptyPage?.(stream.reads) === true) {
    return emptyPage(stream, token, forward, rest);
  }
  const page = forward ? fill(rest, limit) : fill(rest.toReversed(), limit).toReversed();
  const [first, last] = [page[0], page.at(-1)];
  const unmoved = token?.position ?? { timestamp: startTime, sequence: -1, turn: 0 };
  return {
    events: page.map((one) => ({ timestamp: one.timestamp, message: one.message, ingestionTime: one.ingestedAt })),
    nextForwardToken: writeToken('f', last === undefined ? unmoved : { ...last, turn: 0 }),
    nextBackwardToken: writeToken('b', first === undefined ? unmoved : { ...before(first), turn: 0 }),
  };
}

/** As many of `events` as fit a page: 26 bytes of overhead each, as PutLogEvents counts them. */
export function fill(events: readonly LogEvent[], limit: number): readonly LogEvent[] {
  let bytes = 0;
  const page: LogEvent[] = [];
  for (const event of events) {
    bytes += Buffer.byteLength(event.message) + 26;
    if (page.length === limit || (bytes > pageBytes && page.length > 0)) break;
    page.push(event);
  }
  return page;
}

export function readLimit(limit: number | undefined, most: number): number {
  if (limit === undefined) return most;
  if (limit >= 1 && limit <= most) return limit;
  const rule =
    limit < 1
      ? 'Member must have value greater than or equal to 1'
      : `Member must have value less than or equal to ${most}`;
  throw new AwsFault('InvalidParameterException', texts.constraint(limit, 'limit', rule));
}

function emptyPage(
  stream: LogStream,
  token: ReturnType<typeof readToken> | undefined,
  forward: boolean,
  rest: readonly LogEvent[],
) {
  const [first, last] = [rest[0], rest.at(-1)];
  const start = forward || last === undefined ? before(first ?? { timestamp: 0, sequence: 0 }) : last;
  const position = { ...(token?.position ?? start), turn: stream.reads };
  return { events: [], nextForwardToken: writeToken('f', position), nextBackwardToken: writeToken('b', position) };
}

type Place = Pick<Position, 'timestamp' | 'sequence'>;

const before = (one: Place): Place => ({ timestamp: one.timestamp, sequence: one.sequence - 1 });

/** Whether a line lies behind the position: tokens follow the lines' timestamps, as CloudWatch's do. */
const after = (one: Place, position: Place) =>
  one.timestamp > position.timestamp || (one.timestamp === position.timestamp && one.sequence > position.sequence);

function writeToken(direction: 'f' | 'b', position: Position): string {
  const digits = `${String(position.timestamp).padStart(20, '0')}${String(position.sequence + 1).padStart(20, '0')}`;
  return `${direction}/${digits}${String(position.turn).padStart(16, '0')}/s`;
}

function readToken(token: string): { direction: 'f' | 'b'; position: Position } {
  const match = /^([fb])\/(\d{20})(\d{20})(\d{16})\/s$/.exec(token);
  if (match === null) throw new AwsFault('InvalidParameterException', texts.badToken);
  const position = { timestamp: Number(match[2]), sequence: Number(match[3]) - 1, turn: Number(match[4]) };
  return { direction: match[1] === 'f' ? 'f' : 'b', position };
}
