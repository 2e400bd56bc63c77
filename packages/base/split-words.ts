import parseArgsStringToArgv from 'string-argv';
import { InputProblem } from './input-kinds.ts';

const useList = 'write it as a JSON list: ["sh", "-c", "…"]';

/** What a shell reads as an operator wherever it stands; a single & inside a word is left to addresses (`?x=1&y=2`). */
const operator = /&&|^&|&$|\|\|?|;|\d*[<>]+(?:&\d*)?/;

/**
 * A program and its arguments: a JSON list, or words as a POSIX shell splits them, quotes included. No shell runs them,
 * so what only a shell understands is refused instead of handed to the program as text. Throws `InputProblem`.
 */
export const splitWords = (raw: string): readonly string[] =>
  raw.trim().startsWith('[') ? readList(raw) : readWords(raw);

function readList(raw: string): readonly string[] {
  let list: unknown;
  try {
    list = JSON.parse(raw);
  } catch {
    list = undefined;
  }
  if (Array.isArray(list) && list.every((word) => typeof word === 'string')) return list;
  throw new InputProblem('starts like a JSON list, but is not a list of strings');
}

/** string-argv reads quotes, but no backslashes, and forgives a quote that is never closed: both are refused here. */
function readWords(raw: string): readonly string[] {
  const unquoted = raw.replace(/'[^']*'|"[^"\\$`]*"/g, 'quoted');
  if (/['"]/.test(unquoted.replace(/"[^"]*"/g, ''))) throw new InputProblem('has a quote that is not closed');
  if (/[\\$`]/.test(unquoted)) {
    throw new InputProblem(`holds \\, $ or \`, which mean something to a shell only; no shell runs it: ${useList}`);
  }
  const word = unquoted.split(/\s+/).find((part) => operator.test(part));
  if (word !== undefined) {
    throw new InputProblem(`uses "${operator.exec(word)?.[0]}", but no shell runs it: ${useList}`);
  }
  return parseArgsStringToArgv(raw.trim());
}
