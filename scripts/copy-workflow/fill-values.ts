import { stringify } from 'yaml';
import { envLines, namesIn, readValues } from '../starters.ts';

/** A value that a starter reads. */
export interface Settable {
  readonly name: string;
  /** Whether only a secret of this name is read: it is written into no file. */
  readonly secret: boolean;
}

/** What can be set in a starter, in the order in which it is read. */
export function settableNames(text: string): readonly Settable[] {
  const variables = namesIn(text, 'vars');
  const secrets = namesIn(text, 'secrets').filter((name) => !variables.includes(name));
  return [...variables.map((name) => ({ name, secret: false })), ...secrets.map((name) => ({ name, secret: true }))];
}

/**
 * A starter with these values written into it: in the `env:` block as the value itself, its comment kept, several lines as
 * a block; elsewhere in expressions as a text. Values may hold expressions of their own, `${{ secrets.PATIENT_API_URL }}`.
 */
export function fillValues(text: string, values: ReadonlyMap<string, string>): string {
  const rows = new Map(readValues(text).map((row) => [`  ${row.name}: ${row.expression}`, row]));
  const block = envLines(text);
  const filled = block.map((line) => {
    const [start = '', row] = [...rows].find(([one]) => line === one || line.startsWith(`${one} #`)) ?? [];
    const name = row?.variables.find((variable) => values.has(variable));
    if (row === undefined || name === undefined) return line;
    return asLine(row.name, values.get(name) ?? '', line.slice(start.length));
  });
  const before = `env:\n${block.join('\n')}`;
  const whole = block.length === 0 ? text : text.replace(before, () => `env:\n${filled.join('\n')}`);
  return [...values].reduce((all, [name, value]) => inExpressions(all, name, value), whole);
}

function asLine(name: string, value: string, comment: string): string {
  if (!value.includes('\n')) return `  ${name}: ${asScalar(value)}${comment}`;
  const lines = value.split('\n').map((one) => (one === '' ? '' : `    ${one}`));
  return `  ${name}: |${comment}\n${lines.join('\n')}`;
}

/** As YAML writes it on one line; numbers and flags in quotes, because variables are text. */
const asScalar = (value: string): string => stringify(value, { lineWidth: 0, defaultStringType: 'PLAIN' }).trimEnd();

/** Outside of the block. An empty value leaves the expression: its default counts. */
function inExpressions(text: string, name: string, value: string): string {
  if (value === '') return text;
  const read = `vars\\.${name}\\b`;
  const quoted = `'${value.replaceAll(/\s*\n\s*/g, ' ').replaceAll("'", "''")}'`;
  return (
    text
      // A condition that only asks whether the value is there has its answer.
      .replaceAll(new RegExp(`^ *if: \\$\\{\\{ ${read} != '' \\}\\}\n`, 'gm'), '')
      // Where it is all there is, it needs no expression.
      .replaceAll(new RegExp(`\\$\\{\\{ ${read}(?: \\|\\| '[^']*')? \\}\\}`, 'g'), () => asScalar(value))
      .replaceAll(/\$\{\{.*?\}\}/g, (expression) =>
        expression.replaceAll(new RegExp(`\\b${read}(?: \\|\\| '[^']*')?`, 'g'), () => quoted),
      )
  );
}
