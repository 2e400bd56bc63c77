import type { Service } from '../service.ts';
import type { AlarmBoard, World } from '../world.ts';
import { alarmOperations, putAlarm } from './alarm-operations.ts';
import { Measures, type Metric } from './metric-statistics.ts';
import type { AlarmState, Alarms } from './model.ts';
import { follow, setState } from './set-state.ts';
import { crossed, unchecked } from './texts.ts';

/** CloudWatch as far as deployments need it: alarms, whose states are set from outside, and single measures. */
export interface CloudWatch extends AlarmBoard {
  readonly service: Service;
  /** Brings an alarm into a state; makes the alarm when there is none of this name. */
  set(name: string, state: AlarmState, reason?: string): void;
  /** Makes an alarm follow others: `ALARM("a") AND NOT OK(b)`. */
  combine(name: string, rule: string): void;
  remove(name: string): void;
  /** What a metric measures from now on. */
  measure(metric: Metric, value: number): void;
}

export function createCloudWatch(world: World): CloudWatch {
  const alarms: Alarms = { world, byName: new Map(), watchers: new Set() };
  const measures = new Measures(world);
  return {
    service: {
      name: 'cloudwatch',
      protocol: { kind: 'json', targetPrefix: 'GraniteServiceVersion20100801', version: '1.0' },
      operations: {
        ...alarmOperations(alarms),
        GetMetricStatistics: (input: Metric) => measures.statistics(input),
      },
    },
    set: (name, state, reason = crossed) =>
      setState(alarms, alarms.byName.get(name) ?? putAlarm(alarms, name), state, reason),
    combine(name, rule) {
      const alarm = alarms.byName.get(name) ?? putAlarm(alarms, name);
      alarm.rule = rule;
      follow(alarms, alarm, unchecked);
    },
    remove: (name) => void alarms.byName.delete(name),
    measure: (metric, value) => measures.set(metric, value),
    isRed: (name) => alarms.byName.get(name)?.state === 'ALARM',
    periodMs(name) {
      const { Period = 0, EvaluationPeriods = 1 } = alarms.byName.get(name)?.settings ?? {};
      return Number(Period) * Number(EvaluationPeriods) * 1_000;
    },
    whenRed(told) {
      alarms.watchers.add((alarm) => {
        if (alarm.state === 'ALARM') told(alarm.name);
      });
    },
  };
}
