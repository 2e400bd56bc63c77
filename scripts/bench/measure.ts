/** One row of the table: what was measured and what it is measured against. */
export interface Measure {
  /** Names the row for good: `bench: <id>` in a decision record says that a miss is known. */
  readonly id: string;
  readonly what: string;
  readonly unit: 'ms' | 'calls' | 'MiB' | 'bytes' | 'ratio';
  /** None: it could not be measured here. */
  readonly values: readonly number[];
  readonly bar: { readonly median?: number; readonly worst?: number };
  /** Said under the table: how, or with what in its stead. */
  readonly note?: string;
  /** Single results behind the row, for the report file. */
  readonly details?: readonly Readonly<Record<string, string | number | boolean | undefined>>[];
}

export type Judged = Measure & {
  readonly median: number;
  readonly worst: number;
  readonly mark: 'ok' | 'MISSED' | 'known miss' | 'not measured';
};

/** Compares a row with its bar; a miss whose id is among `known` is a known one. */
export function judgeMeasure(measure: Measure, known: ReadonlySet<string>): Judged {
  const { values, bar, id } = measure;
  const median = medianOf(values);
  const worst = Math.max(...values);
  if (values.length === 0) return { ...measure, median, worst, mark: 'not measured' };
  const isOver = median > (bar.median ?? Number.POSITIVE_INFINITY) || worst > (bar.worst ?? Number.POSITIVE_INFINITY);
  const isBroken = values.some((value) => !Number.isFinite(value));
  if (!isOver && !isBroken) return { ...measure, median, worst, mark: 'ok' };
  return { ...measure, median, worst, mark: known.has(id) ? 'known miss' : 'MISSED' };
}

/** The middle value, the upper of two; `NaN` of nothing. */
export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
