import * as z from 'zod';
import { revisionSchema } from '#report/deployment-report';
import { verdicts } from '#report/verdict';
import type { Part } from './platform.ts';
import { phases } from './row.ts';

const partSchema: z.ZodType<Part> = z.strictObject({
  v: z.literal(1),
  platform: z.enum(['ecs', 'lambda', 'kubernetes']),
  goal: z.enum(['release', 'restore']),
  row: z.string(),
  place: z.string(),
  to: revisionSchema,
  from: revisionSchema,
  id: z.string().exactOptional(),
  rollout: z.string().exactOptional(),
  startedAt: z.number(),
  undo: z.unknown(),
}) as unknown as z.ZodType<Part>;

const keptRowSchema = z.strictObject({
  phase: z.enum(phases),
  row: z.string(),
  place: z.string(),
  part: partSchema.optional(),
  back: partSchema.optional(),
  verdict: z.enum(verdicts).optional(),
});

const taskSchema = z.strictObject({
  cluster: z.string(),
  startedBy: z.string(),
  taskArn: z.string().exactOptional(),
});

/** What a later process (`post`) needs to bring a cancelled release into a known state. Plain JSON. */
export const keptSchema = z.strictObject({
  v: z.literal(1),
  release: z.string(),
  region: z.string(),
  /** `open`: main has not told how it ended; `told`: it has, and left something to do; `done`: nothing is left to do. */
  state: z.enum(['open', 'told', 'done']),
  /** Main was cancelled, and has begun to act on it. */
  cancelled: z.literal(true).optional(),
  /** How the release ended, once that is decided: what is left then is its record. */
  verdict: z.enum(verdicts).optional(),
  journal: z.strictObject({ environment: z.string(), id: z.number().exactOptional() }).optional(),
  onCancel: z.enum(['rollback', 'leave']),
  rows: z.array(keptRowSchema),
  tasks: z.array(taskSchema),
});

export type Kept = z.infer<typeof keptSchema>;
export type KeptRow = Kept['rows'][number];
