import type { InputKind } from '#base/input-kinds';
import { splitWords } from '#base/split-words';

/** A command of a container as a JSON list, or as words with quotes; no shell ever reads it. */
export const commandWords: InputKind<readonly string[]> = {
  name: 'command',
  allowed: 'words with quotes (npm run "my script"), or a JSON list of strings',
  parse: splitWords,
};

/** For commands inside structured inputs. Throws `InputProblem`. */
export const splitCommand = splitWords;
