import type { Service } from '../service.ts';
import type { LogSink, World } from '../world.ts';
import {
  type DescribeLogGroupsInput,
  type DescribeLogStreamsInput,
  describeLogGroups,
  describeLogStreams,
} from './describe-logs.ts';
import { type FilterLogEventsInput, filterLogEvents } from './filter-log-events.ts';
import { type GetLogEventsInput, getLogEvents } from './get-log-events.ts';
import { LogStore, type LogsOptions } from './log-store.ts';
import { type PutLogEventsInput, putLogEvents } from './put-log-events.ts';

export interface Logs extends LogSink {
  readonly service: Service;
  /** Every line of a stream in the order of arrival, also those that cannot be read yet; empty without the stream. */
  lines(group: string, stream: string): readonly string[];
}

/** CloudWatch Logs: lines become readable a moment after they were written, and a stream exists from its first line on. */
export function createLogs(world: World, options: LogsOptions = {}): Logs {
  const store = new LogStore(world, options);
  const service: Service = {
    name: 'logs',
    protocol: { kind: 'json', targetPrefix: 'Logs_20140328', version: '1.1' },
    operations: {
      CreateLogGroup(input: { logGroupName: string }) {
        store.createGroup(input.logGroupName);
        return {};
      },
      CreateLogStream(input: { logGroupName: string; logStreamName: string }) {
        store.createStream(store.group(input.logGroupName), input.logStreamName);
        return {};
      },
      DescribeLogGroups: (input: DescribeLogGroupsInput) => describeLogGroups(store, input),
      DescribeLogStreams: (input: DescribeLogStreamsInput) => describeLogStreams(store, input),
      PutLogEvents: (input: PutLogEventsInput) => putLogEvents(store, input),
      GetLogEvents: (input: GetLogEventsInput) => getLogEvents(store, input),
      FilterLogEvents: (input: FilterLogEventsInput) => filterLogEvents(store, input),
    },
  };
  return {
    service,
    groupExists: (group) => store.hasGroup(group),
    createGroup: (group) => store.createGroup(group),
    put(group, stream, message, at) {
      store.append(store.group(group), stream, message, at);
    },
    lines(group, stream) {
      if (!store.hasGroup(group)) return [];
      return (
        store
          .group(group)
          .streams.get(stream)
          ?.events.map((event) => event.message) ?? []
      );
    },
  };
}
