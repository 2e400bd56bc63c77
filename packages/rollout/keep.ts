import type { Verdict } from '#report/verdict';
import type { JournalRef } from './journal.ts';
import type { Kept, KeptRow } from './kept.ts';
import type { Row } from './row.ts';
import type { TaskRef } from './step.ts';

/** Keeps the state of a release for `post`; called before each write and after it. */
export interface Keeper {
  /** Keeps everything as it is now. */
  save(): void;
  task(task: TaskRef): void;
  journal(ref: JournalRef): void;
  /** The run was cancelled: what is kept is for a post that goes on with it. */
  cancelled(): void;
  /** How the release ended is decided, and not recorded yet. */
  decided(verdict: Verdict): void;
  /** Main tells how it ended, and leaves something for post. */
  told(): void;
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
  const more: { cancelled?: true; verdict?: Verdict; journal?: JournalRef } = {};
  const write = (state: Kept['state']) => {
    saved = true;
    const kept: Kept = { v: 1, ...facts, state, ...more, tasks: [...tasks], rows: rows.map(keptRow) };
    keep(kept);
  };
  return {
    tasks,
    save: () => write('open'),
    journal(ref) {
      more.journal = ref;
      write('open');
    },
    cancelled() {
      more.cancelled = true;
      if (saved) write('open');
    },
    decided(verdict) {
      more.verdict = verdict;
      if (saved) write('open');
    },
    told: () => write('told'),
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
    ...(row.phase === 'ended' && row.verdict !== undefined ? { verdict: row.verdict } : {}),
  };
}
