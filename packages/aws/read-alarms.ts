import type { Aws, CallOptions } from './client.ts';
import { connectCloudWatch } from './cloudwatch-client.ts';

/** An alarm of CloudWatch as it stands. */
export interface AlarmView {
  readonly name: string;
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** CloudWatch's own sentence: `Threshold Crossed: …`. */
  readonly reason: string;
  /** Milliseconds since the epoch, AWS's clock: when it entered the state. */
  readonly since: number | undefined;
}

/** DescribeAlarms takes so many names (API reference). */
const most = 100;
/** It answers metric alarms only unless told otherwise (API reference). */
const types = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] as const;

/**
 * The alarms of these names, metric, composite and log alarms alike, in the order of the names; AWS leaves out names
 * that do not exist, and so does this. Throws `AwsError`; `cloudwatch:DescribeAlarms` knows no resources but `*`.
 */
export async function readAlarms(
  aws: Aws,
  names: readonly string[],
  options: CallOptions = {},
): Promise<readonly AlarmView[]> {
  const cloudWatch = await connectCloudWatch(aws);
  const found = new Map<string, AlarmView>();
  for (let from = 0; from < names.length; from += most) {
    let NextToken: string | undefined;
    do {
      const answer = await cloudWatch.call(
        'DescribeAlarms',
        {
          AlarmNames: names.slice(from, from + most),
          AlarmTypes: [...types],
          MaxRecords: most,
          ...(NextToken === undefined ? {} : { NextToken }),
        },
        options,
      );
      const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } = answer;
      for (const alarm of [...MetricAlarms, ...CompositeAlarms, ...LogAlarms]) {
        const { AlarmName = '', StateValue = 'INSUFFICIENT_DATA', StateReason = '' } = alarm;
        const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
        found.set(AlarmName, { name: AlarmName, state: StateValue, reason: StateReason, since: since?.getTime() });
      }
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
  }
  return names.flatMap((name) => found.get(name) ?? []);
}
