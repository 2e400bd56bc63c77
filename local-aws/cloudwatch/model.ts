import type { World } from '../world.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm. Nothing here evaluates metrics: its state is set, or follows from other alarms. Times: ms since the epoch. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  /** What was put, but the name: members that this simulation does not use included. */
  settings: Readonly<Record<string, unknown>>;
  /** Of a composite alarm: `ALARM("a") OR NOT OK(b)`. */
  rule?: string;
  state: AlarmState;
  reason: string;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Alarms {
  readonly world: World;
  readonly byName: Map<string, Alarm>;
  readonly watchers: Set<(alarm: Alarm) => void>;
}
