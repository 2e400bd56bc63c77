/** When a rollout is expected to end, in ms after its beginning. */
export interface ExpectedEnd {
  readonly from: number;
  readonly to: number;
  /** Three past ones agree: before this nothing is going to end well. */
  readonly trusted: boolean;
}

/** Around the middle one of past durations (ms), at most 24 s wide; `undefined` without any. */
export function expectEnd(history: readonly number[]): ExpectedEnd | undefined {
  const middle = usual(history);
  if (middle === undefined) return undefined;
  const [low, high] = [Math.min(...history), Math.max(...history)];
  const half = history.length >= 3 ? 12_000 : 5_000;
  return {
    from: Math.max(middle - half, low - 2_000, 0),
    to: Math.min(middle + half, high + 4_000),
    trusted: history.length >= 3 && low > high * 0.7,
  };
}

/** The middle one of past durations, ms; `undefined` without any. */
export function usual(history: readonly number[]): number | undefined {
  return history.toSorted((a, b) => a - b)[Math.floor(history.length / 2)];
}
