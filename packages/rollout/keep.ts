import * as z from 'zod';
import { revisionSchema } from '#report/deployment-report';
import type { Part } from './platform.ts';
import type { Row } from './row.ts';
import type { TaskRef } from './step.ts';

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
  phase: z.enum(['read', 'planned', 'staged', 'shifting', 'moving', 'live', 'restoring', 'ended']),
  row: z.string(),
  place: z.string(),
  part: partSchema.optional(),
  back: partSchema.optional(),
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
  /** `done`: nothing is left to do. */
  state: z.enum(['open', 'done']),
  onCancel: z.enum(['rollback', 'leave']),
  rows: z.array(keptRowSchema),
  tasks: z.array(taskSchema),
});

export type Kept = z.infer<typeof keptSchema>;
export type KeptRow = Kept['rows'][number];

/** Keeps the state of a release for `post`; called before each write and after it. */
export interface Keeper {
  /** Keeps everything as it is now. */
  save(): void;
  task(task: TaskRef): void;
  done(): void;
  /** All tasks so far have ended: there is nothing to stop. */
  tasksEnded(): void;
  /** Whether anything was kept: then a later process finds it. */
  hasSaved(): boolean;
  readonly tasks: readonly TaskRef[];
}

export function keepRelease(
  facts: { release: string; region: string; onCancel: 'rollback' | 'leave' },
  rows: readonly Row[],
  keep: (state: unknown) => void,
): Keeper {
  const tasks: TaskRef[] = [];
  let saved = false;
  const write = (state: Kept['state']) => {
    saved = true;
    const kept: Kept = { v: 1, ...facts, state, tasks: [...tasks], rows: rows.map(keptRow) };
    keep(kept);
  };
  return {
    tasks,
    save: () => write('open'),
    done: () => write('done'),
    tasksEnded() {
      tasks.length = 0;
      if (saved) write('open');
    },
    hasSaved: () => saved,
    task(task) {
      const known = tasks.findIndex((other) => other.startedBy === task.startedBy && other.taskArn === undefined);
      if (known >= 0) tasks[known] = task;
      else tasks.push(task);
      write('open');
    },
  };
}

function keptRow(row: Row): KeptRow {
  return {
    phase: row.phase,
    row: row.change.row,
    place: row.change.place,
    ...(row.part === undefined ? {} : { part: row.part }),
    ...(row.back === undefined ? {} : { back: row.back }),
  };
}
