import { type Measure, medianOf } from './measure.ts';
import { renderTable, shown } from './print-table.ts';

/** What was measured of one contestant in one row. */
export interface Figure {
  readonly unit: Measure['unit'];
  /** Infinite: it never came. */
  readonly values: readonly number[];
  /** Said beside the numbers: `red 6 of 6`. */
  readonly said?: string;
}

export interface ComparedRow {
  readonly what: string;
  /** In the order of the contestants. */
  readonly figures: readonly Figure[];
}

/** `1.4 s (worst 3.4 s)`, `never`, `2.4 s (worst 3.0 s), never in 2 of 6`; a note behind it. */
export function tellFigure({ unit, values, said }: Figure): string {
  const came = values.filter(Number.isFinite);
  const median = shown(medianOf(came), unit);
  const worst = shown(Math.max(...came), unit);
  const missing = values.length - came.length;
  const told = [
    ...(values.length === 0 ? ['not measured'] : []),
    ...(came.length > 0 ? [median === worst ? median : `${median} (worst ${worst})`] : []),
    ...(missing > 0 ? [came.length === 0 ? 'never' : `never in ${missing} of ${values.length}`] : []),
    ...(said === undefined ? [] : [said]),
  ];
  return told.join(', ');
}

/** The comparison as a Markdown table, a column a contestant. */
export function printComparison(titles: readonly string[], rows: readonly ComparedRow[]): string {
  const cells = [['what', ...titles], ...rows.map(({ what, figures }) => [what, ...figures.map(tellFigure)])];
  return renderTable(cells);
}
