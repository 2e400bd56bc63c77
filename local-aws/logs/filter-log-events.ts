import { AwsFault } from '../service.ts';
import { fill, readLimit } from './get-log-events.ts';
import type { LogStore } from './log-store.ts';
import * as texts from './texts.ts';

export interface FilterLogEventsInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly startTime?: number;
  /** Lines after it are left out. */
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly nextToken?: string;
  readonly limit?: number;
}

/** A page of the lines of several streams, by time. Its token is absent at the end. */
export function filterLogEvents(store: LogStore, input: FilterLogEventsInput) {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, logStreamNames: names } = input;
  const group = store.group(input.logGroupName ?? input.logGroupIdentifier ?? '');
  if (names !== undefined) for (const name of names) store.stream(group, name);
  const matches = matcher(input.filterPattern ?? '');
  const lines = store
    .visibleStreams(group)
    .filter((stream) => names?.includes(stream.name) ?? stream.name.startsWith(input.logStreamNamePrefix ?? ''))
    .flatMap((stream) => store.visibleEvents(stream).map((event) => ({ ...event, stream: stream.name })))
    .filter((line) => line.timestamp >= startTime && line.timestamp <= endTime && matches(line.message))
    .sort((a, b) => a.timestamp - b.timestamp);
  const from = input.nextToken === undefined ? 0 : Number(Buffer.from(input.nextToken, 'base64url').toString());
  if (!Number.isInteger(from)) throw new AwsFault('InvalidParameterException', texts.badToken);
  const page = lines.slice(from, from + fill(lines.slice(from), readLimit(input.limit, 10_000)).length);
  const next = from + page.length;
  return {
    events: page.map((line) => ({
      logStreamName: line.stream,
      timestamp: line.timestamp,
      message: line.message,
      ingestionTime: line.ingestedAt,
      eventId: `${String(line.timestamp).padStart(28, '3')}${String(line.sequence).padStart(28, '0')}`,
    })),
    searchedLogStreams: [],
    ...(next < lines.length ? { nextToken: Buffer.from(String(next)).toString('base64url') } : {}),
  };
}

/**
 * Words and "quoted phrases" must all be there, `?term` at least one of them, `-term` none; upper and lower case differ.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForLogGroups.html
 */
function matcher(pattern: string): (message: string) => boolean {
  const trimmed = pattern.trim();
  if (/^[{[%]/.test(trimmed)) throw new AwsFault('InvalidParameterException', texts.badPattern(pattern));
  const terms = [...trimmed.matchAll(/([?-]?)(?:"([^"]*)"|(\S+))/g)].map((match) => ({
    sign: match[1] ?? '',
    text: match[2] ?? match[3] ?? '',
  }));
  const of = (sign: string) => terms.filter((term) => term.sign === sign).map((term) => term.text);
  const [all, any, none] = [of(''), of('?'), of('-')];
  return (message) =>
    all.every((text) => message.includes(text)) &&
    (any.length === 0 || any.some((text) => message.includes(text))) &&
    !none.some((text) => message.includes(text));
}
