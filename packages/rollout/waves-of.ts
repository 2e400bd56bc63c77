import type { Row } from './row.ts';

/** Rows of equal `order` go together, lower ones first. */
export function wavesOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const waves = Map.groupBy(rows, (row) => row.change.order);
  return [...waves.keys()].sort((a, b) => a - b).map((order) => waves.get(order) ?? []);
}
