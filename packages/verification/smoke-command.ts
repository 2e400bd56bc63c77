import { type InputKind, InputProblem } from '#base/input-kinds';
import { splitWords } from '#base/split-words';

export type Argv = readonly [string, ...string[]];

/** A program of the runner and its arguments, as a JSON list or in words; no shell runs them. */
export const smokeCommand: InputKind<Argv> = {
  name: 'command',
  allowed: 'a program and its arguments in words, or as a JSON list',
  parse(raw) {
    const [program, ...args] = splitWords(raw);
    if (program === undefined || program === '') throw new InputProblem('names no program');
    return [program, ...args];
  },
};
