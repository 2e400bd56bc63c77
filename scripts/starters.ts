import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './actions.ts';

const folder = join(root, 'workflows-templates');

/** The names of the starter workflows: files NAME.yml with a NAME.properties.json, sorted. */
export function starterNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.properties.json'))
    .map((file) => file.slice(0, -'.properties.json'.length))
    .sort();
}

/** The text of a starter. */
export const readStarter = (name: string): string => readFileSync(join(folder, `${name}.yml`), 'utf8');

/** A value of a team: a line of the workflow's `env:` block. */
export interface StarterValue {
  /** What the workflow calls it, `ECS_CLUSTER`. */
  readonly name: string;
  /** The variables and secrets that it is read from, in the order in which they count. */
  readonly variables: readonly string[];
  readonly secrets: readonly string[];
  /** The expression behind `NAME: `, without the comment. */
  readonly expression: string;
  /** The comment at the end of the line; empty when there is none. */
  readonly note: string;
  /** Whether the workflow is of no use without: its comment begins with "needed". */
  readonly needed: boolean;
}

const line = /^ {2}(?<name>[A-Z][A-Z0-9_]*): (?<expression>\$\{\{ .* \}\})(?: # (?<note>.*))?$/;

/** The values in the `env:` block of a starter, in their order. */
export function readValues(text: string): readonly StarterValue[] {
  return envLines(text).flatMap((raw) => {
    const { name = '', expression = '', note = '' } = line.exec(raw)?.groups ?? {};
    if (name === '') return [];
    const [variables, secrets] = [namesIn(expression, 'vars'), namesIn(expression, 'secrets')];
    return [{ name, variables, secrets, expression, note, needed: note.startsWith('needed') }];
  });
}

/** The lines of the top-level `env:` block, without its first. */
export function envLines(text: string): readonly string[] {
  const lines = text.split('\n');
  const from = lines.indexOf('env:');
  if (from === -1) return [];
  const length = lines.slice(from + 1).findIndex((one) => /^\S/.test(one));
  return lines.slice(from + 1, length === -1 ? undefined : from + 1 + length);
}

/** The names that a text reads from a context, comments apart: `namesIn('${{ vars.A || vars.B }}', 'vars')` is `['A', 'B']`. */
export function namesIn(text: string, context: 'vars' | 'secrets'): readonly string[] {
  const code = text.replaceAll(/^ *#.*$/gm, '');
  const pattern = new RegExp(`\\b${context}\\.([A-Z][A-Z0-9_]*)`, 'g');
  return [...new Set([...code.matchAll(pattern)].map(([, name = '']) => name))];
}
