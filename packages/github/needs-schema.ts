import * as z from 'zod';

/** `toJSON(needs)`: every job that this one needs, by its id. */
export const needsSchema = z
  .record(
    z.string(),
    z.object({
      result: z.enum(['success', 'failure', 'cancelled', 'skipped']),
      outputs: z.record(z.string(), z.string()).optional(),
    }),
  )
  .describe('The value of the expression toJSON(needs).');

export type Needs = z.infer<typeof needsSchema>;
