import { existsSync, readFileSync } from 'node:fs';
import { suggestName } from '#base/suggest-name';
import type { Settable } from './fill-values.ts';

export interface Settings {
  readonly values: ReadonlyMap<string, string>;
  /** What is wrong with them, a line each. */
  readonly problems: readonly string[];
}

/** The values of `--set`: `NAME=value`, or `NAME=@file` for the text of a file. `settable`: the names that there are. */
export function readSettings(set: readonly string[], settable: readonly Settable[]): Settings {
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const setting of set) {
    const cut = setting.indexOf('=');
    const name = cut === -1 ? setting : setting.slice(0, cut);
    const value = setting.slice(cut + 1);
    const row = settable.find((one) => one.name === name);
    if (cut < 1) problems.push(`--set ${setting} is not NAME=value.`);
    else if (row === undefined) problems.push(unknownName(name, settable));
    else if (row.secret) problems.push(`${name} is a secret and stands in no file: gh secret set ${name}`);
    else if (values.has(name)) problems.push(`--set names ${name} twice.`);
    else if (value.startsWith('@') && !existsSync(value.slice(1)))
      problems.push(`${name}: there is no file ${value.slice(1)}.`);
    else values.set(name, value.startsWith('@') ? readFileSync(value.slice(1), 'utf8').trimEnd() : value);
  }
  return { values, problems };
}

function unknownName(name: string, settable: readonly Settable[]): string {
  const names = [...new Set(settable.map((one) => one.name))];
  const meant = suggestName(name, names);
  if (meant) return `No starter here has a value ${name}; did you mean ${meant}?`;
  return `No starter here has a value ${name}${names.length > 0 ? `: there are ${names.join(', ')}` : ''}.`;
}
