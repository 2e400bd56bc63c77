import * as z from 'zod';

/** Members of UpdateService; absent means left as it is. */
export const settingsSchema = z.strictObject({
  taskDefinition: z.string().optional(),
  desiredCount: z.number().optional(),
  deploymentConfiguration: z.record(z.string(), z.unknown()).optional(),
  propagateTags: z.string().optional(),
  forceNewDeployment: z.boolean().optional(),
});

export const undoSchema = z.strictObject({
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
