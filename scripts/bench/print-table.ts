import type { Judged, Measure } from './measure.ts';

/** The rows as a Markdown table, and under it what has to be said about them. */
export function printTable(rows: readonly Judged[]): string {
  const cells = [
    ['row', 'what', 'runs', 'median', 'worst', 'bar', ''],
    ...rows.map((row) => [
      row.id,
      row.what,
      String(row.values.length),
      shown(row.median, row.unit),
      shown(row.worst, row.unit),
      barOf(row),
      row.mark,
    ]),
  ];
  const notes = rows.flatMap(({ id, note }) => (note === undefined ? [] : [`${id}: ${note}`]));
  return [renderTable(cells), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

/** Cells by line, the head first, as a Markdown table. */
export function renderTable(cells: readonly (readonly string[])[]): string {
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0), 3)) ?? [];
  const lines = cells.map((line) => `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`);
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function barOf({ bar: { median, worst }, unit }: Measure): string {
  const parts = [
    ...(median === undefined ? [] : [`median ≤ ${shown(median, unit)}`]),
    ...(worst === undefined ? [] : [`${median === undefined ? '' : 'worst '}≤ ${shown(worst, unit)}`]),
  ];
  return parts.join(', ');
}

/** `1.3 s`, `68.6 MiB`, `1.35 MB`, `0.68`, `17`. */
export function shown(value: number, unit: Measure['unit']): string {
  if (!Number.isFinite(value)) return '–';
  switch (unit) {
    case 'ms':
      return `${(value / 1_000).toFixed(1)} s`;
    case 'MiB':
      return `${value.toFixed(1)} MiB`;
    case 'bytes':
      return `${(value / 1e6).toFixed(2)} MB`;
    case 'ratio':
      return value.toFixed(2);
    case 'calls':
      return String(value);
  }
}
