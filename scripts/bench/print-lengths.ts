import { type Measure, medianOf } from './measure.ts';
import { rollouts } from './measure-lag.ts';
import { renderTable, shown } from './print-table.ts';

/**
 * Lag and polls by the length of rollouts and the number of services that are followed together, as a Markdown table;
 * `undefined` when none was measured.
 */
export function printLengths(measures: readonly Measure[]): string | undefined {
  const details = measures.filter(({ id }) => /^lag(?:-of-\d+)?$/.test(id)).flatMap(({ details = [] }) => details);
  if (details.length === 0) return undefined;
  const counts = [...new Set(details.map(({ of }) => Number(of)))].sort((a, b) => a - b);
  const head = ['length', ...counts.map((count) => (count === 1 ? 'one service' : `${count} services`))];
  const rows = rollouts.map(({ seconds }) => [
    `${seconds} s`,
    ...counts.map((count) => tell(details.filter((one) => one.of === count && one.seconds === seconds))),
  ]);
  return renderTable([head, ...rows]);
}

/** `1.4 s (worst 2.2 s), 14 polls (most 17)` */
function tell(figures: readonly Readonly<Record<string, unknown>>[]): string {
  if (figures.length === 0) return '–';
  const [lags, polls] = [figures.map(({ lagMs }) => Number(lagMs)), figures.map(({ rounds }) => Number(rounds))];
  const lag = `${shown(medianOf(lags), 'ms')} (worst ${shown(Math.max(...lags), 'ms')})`;
  return `${lag}, ${medianOf(polls)} polls (most ${Math.max(...polls)})`;
}
