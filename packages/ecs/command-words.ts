import { parseArgsStringToArgv } from 'string-argv';
import { type InputKind, InputProblem } from '#base/input-kinds';

/** A command as a JSON list, or as words with quotes as a POSIX shell splits them; no shell ever reads it. */
export const commandWords: InputKind<readonly string[]> = {
  name: 'command',
  allowed: 'words with quotes (npm run "my script"), or a JSON list of strings',
  parse: splitCommand,
};

/** Throws `InputProblem` for a quote that is not closed or a JSON list of anything but strings. */
export function splitCommand(raw: string): readonly string[] {
  if (!raw.trim().startsWith('[')) {
    if (!/^(?:[^'"]|'[^']*'|"[^"]*")*$/.test(raw)) throw new InputProblem('has a quote that is not closed');
    return parseArgsStringToArgv(raw);
  }
  const list = parseList(raw);
  if (Array.isArray(list) && list.every((word) => typeof word === 'string')) return list;
  throw new InputProblem('starts like a JSON list, but is not a list of strings');
}

function parseList(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
