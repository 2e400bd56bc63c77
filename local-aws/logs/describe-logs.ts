import { AwsFault } from '../service.ts';
import { readLimit } from './get-log-events.ts';
import type { LogStore } from './log-store.ts';
import * as texts from './texts.ts';

export interface DescribeLogGroupsInput {
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

export interface DescribeLogStreamsInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamNamePrefix?: string;
  readonly orderBy?: 'LogStreamName' | 'LastEventTime';
  readonly descending?: boolean;
  readonly limit?: number;
  readonly nextToken?: string;
}

export function describeLogGroups(store: LogStore, input: DescribeLogGroupsInput) {
  const pattern = input.logGroupNamePattern?.toLowerCase() ?? '';
  const groups = store
    .groups()
    .filter((group) => group.name.startsWith(input.logGroupNamePrefix ?? ''))
    .filter((group) => group.name.toLowerCase().includes(pattern));
  const { page, nextToken } = pageOf(groups, input);
  return {
    logGroups: page.map((group) => ({
      logGroupName: group.name,
      creationTime: group.createdAt,
      metricFilterCount: 0,
      arn: `${group.arn}:*`,
      logGroupArn: group.arn,
      storedBytes: 0,
      logGroupClass: 'STANDARD',
    })),
    ...nextToken,
  };
}

export function describeLogStreams(store: LogStore, input: DescribeLogStreamsInput) {
  const group = store.group(input.logGroupName ?? input.logGroupIdentifier ?? '');
  const streams = store
    .visibleStreams(group)
    .filter((stream) => stream.name.startsWith(input.logStreamNamePrefix ?? ''))
    .map((stream) => {
      const events = store.visibleEvents(stream);
      const [first, last] = [events[0], events.at(-1)];
      const times =
        first === undefined || last === undefined
          ? {}
          : {
              firstEventTimestamp: first.timestamp,
              lastEventTimestamp: last.timestamp,
              lastIngestionTime: last.ingestedAt,
              uploadSequenceToken: '49590302938479347923847',
            };
      const creationTime = stream.createdAt ?? first?.visibleAt ?? 0;
      return { logStreamName: stream.name, creationTime, ...times, arn: stream.arn, storedBytes: 0 };
    });
  if (input.orderBy === 'LastEventTime') {
    streams.sort((a, b) => (a.lastEventTimestamp ?? a.creationTime) - (b.lastEventTimestamp ?? b.creationTime));
  }
  const { page, nextToken } = pageOf(input.descending === true ? streams.toReversed() : streams, input);
  return { logStreams: page, ...nextToken };
}

/** At most 50 a page: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
function pageOf<T>(all: readonly T[], input: { limit?: number; nextToken?: string }) {
  const from = input.nextToken === undefined ? 0 : Number(Buffer.from(input.nextToken, 'base64url').toString());
  if (!Number.isInteger(from)) throw new AwsFault('InvalidParameterException', texts.badToken);
  const end = from + readLimit(input.limit, 50);
  const nextToken = end < all.length ? { nextToken: Buffer.from(String(end)).toString('base64url') } : {};
  return { page: all.slice(from, end), nextToken };
}
