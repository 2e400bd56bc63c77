import { splitList } from '#base/input-kinds';
import { type Verdict, verdicts } from '#report/verdict';
import { type Environment, inputVariable } from './environment.ts';
import { invalidInputs } from './read-inputs.ts';

/** The verdicts that the user accepts besides the green ones. Throws `invalid-input` for a word that is no verdict. */
export function readAllowedVerdicts(action: string, env: Environment): readonly Verdict[] {
  const words = splitList(env[inputVariable('allow-verdicts')] ?? '');
  const unknown = words.filter((word) => !isVerdict(word));
  if (unknown.length === 0) return words.filter(isVerdict);
  throw invalidInputs(
    action,
    unknown.map((word) => `allow-verdicts: ${JSON.stringify(word)} is no verdict; allowed: ${verdicts.join(', ')}`),
  );
}

const isVerdict = (word: string): word is Verdict => verdicts.some((verdict) => verdict === word);
