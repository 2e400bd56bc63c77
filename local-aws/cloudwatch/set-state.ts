import { evaluateRule } from './evaluate-rule.ts';
import type { Alarm, AlarmState, Alarms } from './model.ts';
import { composed } from './texts.ts';

/**
 * Brings an alarm into a state and tells those who watch; the same state again changes nothing. Composite alarms that
 * name it follow at once.
 */
export function setState(alarms: Alarms, alarm: Alarm, state: AlarmState, reason: string): void {
  if (alarm.state === state) return;
  const at = alarms.world.clock.now();
  Object.assign(alarm, { state, reason, updatedAt: at });
  alarms.world.timeline.push({ at, kind: 'cloudwatch.alarm', subject: alarm.name, state, detail: { reason } });
  for (const watcher of alarms.watchers) watcher(alarm);
  for (const other of alarms.byName.values()) {
    if (other.rule !== undefined && other !== alarm) follow(alarms, other, composed(alarm.arn, state));
  }
}

/** The state that a composite alarm's rule gives it now. */
export function follow(alarms: Alarms, alarm: Alarm, reason: string): void {
  const holds = evaluateRule(alarm.rule ?? 'FALSE', (name) => alarms.byName.get(name)?.state);
  setState(alarms, alarm, holds ? 'ALARM' : 'OK', reason);
}
