import parseArgsStringToArgv from 'string-argv';
import { type InputKind, InputProblem } from '#base/input-kinds';

export type Argv = readonly [string, ...string[]];

const shellWords = new Set(['|', '||', '&', '&&', ';', '>', '>>', '<', '2>&1', '2>']);
const useList = 'write it as a JSON list: ["sh", "-c", "…"]';

/**
 * A program and its arguments: a JSON list, or words as a POSIX shell splits them, quotes included. No shell runs them,
 * so what only a shell understands is refused instead of handed to the program as text.
 */
export const smokeCommand: InputKind<Argv> = {
  name: 'command',
  allowed: 'a program and its arguments in words, or as a JSON list',
  parse(raw) {
    const argv = raw.trim().startsWith('[') ? readList(raw) : readWords(raw);
    const [program, ...args] = argv;
    if (program === undefined || program === '') throw new InputProblem('names no program');
    return [program, ...args];
  },
};

function readList(raw: string): readonly string[] {
  let list: unknown;
  try {
    list = JSON.parse(raw);
  } catch {
    list = undefined;
  }
  if (Array.isArray(list) && list.every((word) => typeof word === 'string')) return list;
  throw new InputProblem('is not a JSON list of texts');
}

/** string-argv reads quotes, but no backslashes, and forgives a quote that is never closed: both are refused here. */
function readWords(raw: string): readonly string[] {
  const unquoted = raw.replace(/'[^']*'|"[^"\\$`]*"/g, ' ');
  if (/['"]/.test(unquoted.replace(/"[^"]*"/g, ''))) throw new InputProblem('has a quote that is not closed');
  if (/[\\$`]/.test(unquoted)) {
    throw new InputProblem(`holds \\, $ or \`, which mean something to a shell only; no shell runs it: ${useList}`);
  }
  const operator = unquoted.split(/\s+/).find((word) => shellWords.has(word) || /^[^|&;]+[;|&]+$/.test(word));
  if (operator !== undefined) throw new InputProblem(`uses "${operator}", but no shell runs it: ${useList}`);
  return parseArgsStringToArgv(raw.trim());
}
