import type { RowEnd } from './walk-rows.ts';

/** A row's end as a line, or a few when it failed: `✓ engine        20.10.24 started                     1.4 s`. */
export function tellEnd(end: RowEnd): string {
  const name = end.name.padEnd(12);
  if (end.how === 'left out') return `- ${name}  left out: it needs ${end.missing}`;
  const seconds = `${(end.ms / 1000).toFixed(1)} s`;
  if (end.how === 'done') return `✓ ${name}  ${end.did}  (${seconds})`;
  return [`✗ ${name}  ${end.why.message}  (${seconds})`, ...end.why.details.map((line) => `    ${line}`)].join('\n');
}
