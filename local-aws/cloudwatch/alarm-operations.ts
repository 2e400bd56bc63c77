import { AwsFault, type Operation } from '../service.ts';
import { describeAlarms } from './describe-alarms.ts';
import { evaluateRule } from './evaluate-rule.ts';
import type { Alarm, AlarmState, Alarms } from './model.ts';
import { follow, setState } from './set-state.ts';
import * as texts from './texts.ts';

interface PutAlarm extends Readonly<Record<string, unknown>> {
  readonly AlarmName?: string;
  readonly AlarmRule?: string;
}
interface SetAlarmState {
  readonly AlarmName?: string;
  readonly StateValue?: string;
  readonly StateReason?: string;
}

const states: readonly string[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] satisfies readonly AlarmState[];

export const alarmOperations = (alarms: Alarms): Record<string, Operation> => ({
  PutMetricAlarm: (input: PutAlarm) => {
    putAlarm(alarms, required(input.AlarmName, 'AlarmName'), input);
    return {};
  },
  PutCompositeAlarm: (input: PutAlarm) => {
    const rule = required(input.AlarmRule, 'AlarmRule');
    evaluateRule(rule, () => undefined);
    const alarm = putAlarm(alarms, required(input.AlarmName, 'AlarmName'), input);
    alarm.rule = rule;
    follow(alarms, alarm, texts.unchecked);
    return {};
  },
  SetAlarmState: (input: SetAlarmState) => {
    const alarm = alarms.byName.get(required(input.AlarmName, 'AlarmName'));
    const state = required(input.StateValue, 'StateValue');
    if (!states.includes(state)) throw new AwsFault('ValidationError', texts.badState(state));
    if (alarm === undefined) throw new AwsFault('ResourceNotFound', texts.notFound, 404);
    setState(alarms, alarm, state as AlarmState, required(input.StateReason, 'StateReason'));
    return {};
  },
  DeleteAlarms: (input: { readonly AlarmNames?: readonly string[] }) => {
    const names = input.AlarmNames ?? [];
    if (names.length > 100) throw new AwsFault('ValidationError', texts.tooMany('alarmNames', 100));
    if (names.some((name) => !alarms.byName.has(name))) throw new AwsFault('ResourceNotFound', texts.notFound, 404);
    for (const name of names) alarms.byName.delete(name);
    return {};
  },
  DescribeAlarms: (input: object) => describeAlarms(alarms, input),
});

/** Makes an alarm, or gives the one of this name other settings: its state stays (API reference of PutMetricAlarm). */
export function putAlarm(alarms: Alarms, name: string, settings: Readonly<Record<string, unknown>> = {}): Alarm {
  const known = alarms.byName.get(name);
  if (known !== undefined) {
    known.settings = settings;
    return known;
  }
  const { account, region, clock } = alarms.world;
  const at = clock.now();
  const alarm: Alarm = {
    name,
    arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
    settings,
    state: 'INSUFFICIENT_DATA',
    reason: texts.unchecked,
    createdAt: at,
    updatedAt: at,
  };
  alarms.byName.set(name, alarm);
  return alarm;
}

function required(value: string | undefined, member: string): string {
  if (value === undefined || value === '') throw new AwsFault('MissingParameter', texts.missing(member));
  return value;
}
