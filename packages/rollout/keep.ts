import type { Kept, KeptRow } from './kept.ts';
import type { Row } from './row.ts';
import type { TaskRef } from './step.ts';

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
