import * as z from 'zod';
import { InputProblem } from '#base/input-kinds';
import { splitCommand } from '../command-words.ts';

const text = z.string().trim().min(1);
const command = z.union([z.array(z.string()), text]).transform((raw, context) => {
  if (typeof raw !== 'string') return raw;
  try {
    return [...splitCommand(raw)];
  } catch (error) {
    if (!(error instanceof InputProblem)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});
/** YAML reads `PORT: 8080` as a number and `DEBUG: true` as a flag; a variable is text. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const row = z.strictObject({
  service: text.describe('Name or ARN of the service.'),
  cluster: text.optional().describe('Its cluster, when it is another than the input cluster.'),
  image: text.optional().describe('A key of the build results, a tag of the image that runs, or a full reference.'),
  'container-name': text
    .optional()
    .describe('Default: the only essential container, else the one whose repository matches.'),
  order: z.int().default(0).describe('Waves: equal numbers go together, lower ones first.'),
  wait: z.boolean().default(true).describe('false: started and not followed.'),
  'health-url': z.url().optional().describe('Must answer 200 to 299 once the new revision serves.'),
  'environment-variables': z.record(z.string(), scalar).optional().describe('Set besides the input of this name.'),
  secrets: z.record(z.string(), text).optional().describe('Name and valueFrom, set besides the input of this name.'),
  command: command.optional().describe('The command of the container, as words or a list.'),
  'task-definition': text.optional().describe('A file to start from instead of the live task definition.'),
  'task-definition-arn': text.optional().describe('A registered task definition, deployed as it is.'),
  'desired-count': z.int().min(0).optional().describe('The number of tasks.'),
});

/** The rows of the input `services`; a bare name is a row with nothing but a service. */
export const serviceRows = z
  .array(z.preprocess((value) => (typeof value === 'string' ? { service: value } : value), row))
  .min(1)
  .describe('The services to work on, a row each.');

export type ServiceRow = z.output<typeof row>;
