import * as z from 'zod';
import { InputProblem } from '#base/input-kinds';
import { splitCommand } from '../command-words.ts';

/** A command in a structured input: a list, or words. */
const asCommand = z.union([
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
const asVariables = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

const name = z.string().trim().min(1);

const row = z.strictObject({
  name: name.describe('Names the migration in the report and the record: letters, digits, - and _.').regex(/^[\w-]+$/),
  service: name.describe('The service that lends network, roles and secrets.'),
  command: asCommand.describe('The command, as words or a list; no shell reads it.'),
  'container-name': name.optional().describe('Default: the only essential container.'),
  'schema-version-command': asCommand
    .optional()
    .describe('Prints the schema version; its last line that is not empty counts. Run before and after.'),
  'environment-variables': asVariables.optional().describe('Set for this migration only.'),
});

/** The rows of the input `migrations`, run in their order. */
export const migrationRows = z
  .array(row)
  .min(1)
  .refine((rows) => new Set(rows.map((one) => one.name)).size === rows.length, 'two migrations have the same name')
  .describe('Migrations, a row each, run in order; the first that fails ends them.');
