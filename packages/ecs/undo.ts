import type * as z from 'zod';
import type { Part } from '#rollout/platform';
import type { settingsSchema, undoSchema } from './undo-schema.ts';

export type Settings = z.infer<typeof settingsSchema>;
export type Undo = z.infer<typeof undoSchema>;

/** A part's own terms, checked: a part may have crossed processes. Throws `ZodError` for a part that is not ours. */
export async function readUndo(part: Part): Promise<Undo> {
  // Loaded here: nothing is undone before the first call, and the library for schemas is large.
  const { undoSchema } = await import('./undo-schema.ts');
  return undoSchema.parse(part.undo);
}

/** Settings without absent members, as they are sent. */
export const sent = (settings: Settings): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
