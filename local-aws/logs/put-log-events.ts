import { AwsFault } from '../service.ts';
import type { LogStore } from './log-store.ts';
import * as texts from './texts.ts';

export interface PutLogEventsInput {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly logEvents: readonly { readonly timestamp: number; readonly message: string }[];
}

const hour = 3_600_000;

/**
 * Takes a batch into a stream that exists. Lines older than 14 days or more than 2 hours ahead are rejected and named.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export function putLogEvents(store: LogStore, input: PutLogEventsInput) {
  const group = store.group(input.logGroupName);
  store.stream(group, input.logStreamName);
  const { logEvents: lines } = input;
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line.message) + 26, 0);
  if (bytes > 1_048_576 || lines.length > 10_000) {
    throw new AwsFault('InvalidParameterException', texts.batchTooLarge);
  }
  const times = lines.map((line) => line.timestamp);
  if (times.some((time, index) => time < (times[index - 1] ?? time))) {
    throw new AwsFault('InvalidParameterException', texts.notChronological);
  }
  const now = store.now();
  const tooOld = times.filter((time) => time < now - 14 * 24 * hour).length;
  const fresh = times.filter((time) => time <= now + 2 * hour).length;
  for (const line of lines.slice(tooOld, fresh)) {
    store.append(group, input.logStreamName, line.message, line.timestamp);
  }
  const rejected = {
    ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
    ...(fresh < lines.length ? { tooNewLogEventStartIndex: fresh } : {}),
  };
  return {
    nextSequenceToken: '49590302938479347923847',
    ...(Object.keys(rejected).length > 0 ? { rejectedLogEventsInfo: rejected } : {}),
  };
}
