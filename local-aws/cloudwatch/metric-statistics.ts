import { AwsFault } from '../service.ts';
import type { World } from '../world.ts';
import * as texts from './texts.ts';

/** A metric by its name and dimensions. */
export interface Metric {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name?: string; readonly Value?: string }[];
}

interface Wanted extends Metric {
  readonly StartTime?: unknown;
  readonly EndTime?: unknown;
  readonly Period?: number;
  readonly Statistics?: readonly string[];
}

/** Seconds since the epoch: how the JSON protocol has times. */
const seconds = (time: unknown): number => (typeof time === 'number' ? time : Date.parse(String(time)) / 1_000);

/** What was measured of metrics: one value each, as of the last full period. */
export class Measures {
  readonly #values = new Map<string, number>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  set(metric: Metric, value: number): void {
    this.#values.set(keyOf(metric), value);
  }

  /** Nothing for what was never measured, and outside the window that is asked for. */
  statistics(wanted: Wanted) {
    const { Period: period, Statistics = [], StartTime, EndTime, MetricName: name } = wanted;
    for (const [member, value] of Object.entries({ Period: period, StartTime, EndTime, MetricName: name })) {
      if (value === undefined) throw new AwsFault('MissingParameter', texts.missing(member));
    }
    const now = this.#world.clock.now() / 1_000;
    const at = Math.floor(now / (period ?? 60) - 1) * (period ?? 60);
    const value = this.#values.get(keyOf(wanted));
    const isSeen = value !== undefined && seconds(StartTime) <= at && at < seconds(EndTime);
    const datapoint = { Timestamp: new Date(at * 1_000), Unit: 'None' };
    return {
      Label: name,
      Datapoints: isSeen ? [{ ...datapoint, ...Object.fromEntries(Statistics.map((one) => [one, value])) }] : [],
    };
  }
}

const keyOf = ({ Namespace, MetricName, Dimensions = [] }: Metric): string =>
  JSON.stringify([Namespace, MetricName, Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort()]);
