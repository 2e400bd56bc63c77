import * as z from 'zod';
import { type InputKind, InputProblem } from '#base/input-kinds';
import { splitCommand } from '../command-words.ts';

/** A command in a structured input: a list, or words. */
export const asCommand = z.union([
  z.array(z.string()).min(1),
  z
    .string()
    .trim()
    .min(1)
    .transform((raw, context) => {
      try {
        return [...splitCommand(raw)];
      } catch (error) {
        if (!(error instanceof InputProblem)) throw error;
        context.addIssue({ code: 'custom', message: error.message });
        return z.NEVER;
      }
    }),
]);

/** YAML reads `PORT: 8080` as a number and `DEBUG: true` as a flag; a variable is text. */
export const asVariables = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

/** What PostgreSQL takes as `lock_timeout`: a number of milliseconds, or one with its unit. */
export const lockTimeout: InputKind<string> = {
  name: 'duration',
  allowed: 'a duration such as 5s, 500ms or 1min',
  parse(raw) {
    if (!/^\d+(?:ms|s|min)?$/.test(raw.trim())) throw new InputProblem('is not a duration');
    return raw.trim();
  },
};
