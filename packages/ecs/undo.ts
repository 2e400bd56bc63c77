import * as z from 'zod';
import type { Part } from '#rollout/platform';

/** Members of UpdateService; absent means left as it is. */
const settingsSchema = z.strictObject({
  taskDefinition: z.string().optional(),
  desiredCount: z.number().optional(),
  deploymentConfiguration: z.record(z.string(), z.unknown()).optional(),
  propagateTags: z.string().optional(),
  forceNewDeployment: z.boolean().optional(),
});

const undoSchema = z.strictObject({
  v: z.literal(1),
  before: z.strictObject({
    /** Id of the primary deployment before anything moved, and what it ran. */
    primary: z.string().optional(),
    taskDefinition: z.string().optional(),
    /** Whether it was complete: ECS itself goes back to complete deployments only. */
    complete: z.boolean().optional(),
    /** Ids of the other deployments then: ECS may go back to one of them by itself. */
    others: z.array(z.string()).optional(),
    /** The service deployment that AWS showed then. */
    rollout: z.string().optional(),
  }),
  /** What `shift` sends. */
  set: settingsSchema,
  /** What `goBack` sends: of everything in `set`, what was there before. */
  back: settingsSchema,
});

export type Settings = z.infer<typeof settingsSchema>;
export type Undo = z.infer<typeof undoSchema>;

/** A part's own terms, checked: a part may have crossed processes. Throws `ZodError` for a part that is not ours. */
export const readUndo = (part: Part): Undo => undoSchema.parse(part.undo);

/** Settings without absent members, as they are sent. */
export const sent = (settings: Settings): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
