import { AwsFault } from '../service.ts';
import type { Alarm, Alarms } from './model.ts';
import * as texts from './texts.ts';

interface DescribeAlarms {
  readonly AlarmNames?: readonly string[];
  readonly AlarmNamePrefix?: string;
  readonly AlarmTypes?: readonly string[];
  readonly StateValue?: string;
  readonly MaxRecords?: number;
  readonly NextToken?: string;
}

/**
 * Only metric alarms unless types are asked for; a name that does not exist is left out without a word. At most 100
 * names a call, 50 alarms a page unless told (API reference of DescribeAlarms).
 */
export function describeAlarms(alarms: Alarms, input: DescribeAlarms) {
  const { AlarmNames: names, AlarmNamePrefix: prefix = '', StateValue: state, MaxRecords: size = 50 } = input;
  if ((names?.length ?? 0) > 100) throw new AwsFault('ValidationError', texts.tooMany('alarmNames', 100));
  const types = input.AlarmTypes ?? ['MetricAlarm'];
  const all = [...alarms.byName.values()].filter(
    (alarm) =>
      types.includes(typeOf(alarm)) &&
      (names === undefined || names.length === 0 || names.includes(alarm.name)) &&
      alarm.name.startsWith(prefix) &&
      (state === undefined || alarm.state === state),
  );
  const from = input.NextToken === undefined ? 0 : Number(Buffer.from(input.NextToken, 'base64url').toString());
  if (!Number.isInteger(from)) throw new AwsFault('InvalidNextToken', texts.badToken);
  const page = all.slice(from, from + size);
  const next = from + size < all.length ? Buffer.from(String(from + size)).toString('base64url') : undefined;
  return {
    MetricAlarms: page.filter((alarm) => alarm.rule === undefined).map(shown),
    CompositeAlarms: page.filter((alarm) => alarm.rule !== undefined).map(shown),
    ...(types.includes('LogAlarm') ? { LogAlarms: [] } : {}),
    ...(next === undefined ? {} : { NextToken: next }),
  };
}

const typeOf = ({ rule }: Alarm): string => (rule === undefined ? 'MetricAlarm' : 'CompositeAlarm');

const shown = ({ name, arn, settings, state, reason, createdAt, updatedAt }: Alarm) => ({
  ActionsEnabled: true,
  ...settings,
  AlarmName: name,
  AlarmArn: arn,
  AlarmConfigurationUpdatedTimestamp: new Date(createdAt),
  StateValue: state,
  StateReason: reason,
  StateUpdatedTimestamp: new Date(updatedAt),
  StateTransitionedTimestamp: new Date(updatedAt),
});
