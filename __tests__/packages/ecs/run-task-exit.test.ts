import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { runTask } from '#ecs/task/run-task';
import type { TaskSpec } from '#ecs/task/task-spec';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { stopped } from '../../../local-aws/texts.ts';
import { contextOf, specOf, taskAt, taskStage } from './task-stage.ts';

/** Without jitter: local-aws writes log tokens in whole milliseconds only. */
beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
});

interface Row {
  readonly name: string;
  readonly fate: Fate;
  /** How late a line can be read, in ms. */
  readonly lagMs: number;
  readonly says: RegExp;
  /** The line of the log that the final cause has to carry, however late it came. */
  readonly cause?: string;
  readonly spec?: Partial<TaskSpec>;
}

const last = 'psycopg.errors.UndefinedTable: relation "visits" does not exist';
const exits = (code: number, after: number, log: readonly string[]): Fate => ({ kind: 'exits', code, after, log });

const rows: readonly Row[] = [
  { name: 'exit 0', fate: exits(0, 3_000, ['one']), lagMs: 0, says: /exit 0 in container api$/ },
  {
    name: 'exit 0 after ten minutes',
    fate: exits(0, 600_000, ['one']),
    lagMs: 0,
    says: /exit 0 in container api$/,
    spec: { timeoutMs: 1_800_000 },
  },
  {
    name: 'exit 3, with a log that comes at once',
    fate: exits(3, 3_000, ['one', last]),
    lagMs: 0,
    says: /exit 3 in container api$/,
    cause: last,
  },
  {
    name: 'exit 3, with a log that comes seconds later',
    fate: exits(3, 3_000, ['one', last]),
    lagMs: 2_000,
    says: /exit 3 in container api$/,
    cause: last,
  },
  {
    name: 'exit 3, with a log that never tells why',
    fate: exits(3, 60_000, ['one']),
    lagMs: 300,
    says: /exit 3 in container api$/,
    cause: 'one',
  },
  {
    name: 'exit 1, with a reason of its own',
    fate: { ...exits(1, 3_000, []), reason: stopped.outOfMemory } as Fate,
    lagMs: 0,
    says: /exit 1 in container api, OutOfMemoryError: /,
  },
  {
    name: 'killed for its memory',
    fate: { kind: 'out-of-memory', after: 3_000 },
    lagMs: 0,
    says: /exit 137 in container api, OutOfMemoryError: /,
  },
  {
    name: 'killed, by whom is told at the very end',
    fate: exits(137, 3_000, ['one']),
    lagMs: 0,
    says: /exit 137 in container api$/,
  },
  {
    name: 'only a link to its log is wanted',
    fate: exits(3, 3_000, [last]),
    lagMs: 2_000,
    says: /exit 3 in container api$/,
    cause: last,
    spec: { logs: 'link' },
  },
];

describe.each(rows)('$name', ({ fate, lagMs, says, cause, spec }) => {
  test('its exit code is said within 2 s, once; the log is waited for, and the cause has it', async () => {
    const { stage, definition, service } = await taskStage({ job: fate }, [], { logs: { lagMs } });
    const { aws, context } = await contextOf(stage);
    const said: { readonly at: number; readonly line: string }[] = [];
    const log = { ...aws.log, info: (line: string) => void said.push({ at: stage.clock.now(), line }) };
    const end = await runTask(specOf(definition, service, spec), { ...context, aws: { ...aws, log } });
    const endedAt = taskAt(stage, 'task' in end ? (end.task ?? '') : '', 'DEPROVISIONING');
    const told = said.filter(({ line }) => line.includes('has ended'));
    expect(told.map(({ line }) => line)).toEqual([expect.stringMatching(says)]);
    expect((told[0]?.at ?? Number.NaN) - endedAt).toBeLessThanOrEqual(2_000);
    const why = 'why' in end ? end.why : undefined;
    if (cause !== undefined) expect(why?.evidence).toContain(cause);
    const lines = said.filter(({ line }) => line.startsWith('  ')).map(({ line }) => line.trim());
    const written = spec?.logs === 'link' ? [] : 'log' in fate ? (fate.log ?? []) : [];
    expect(lines).toEqual(written);
  });
});

test('of a task that is only read its end is no news', async () => {
  const { stage, definition, service } = await taskStage({ job: exits(0, 3_000, ['0001']) });
  const { aws, context } = await contextOf(stage);
  expect(await runTask(specOf(definition, service, { logs: 'none' }), context)).toMatchObject({ exitCode: 0 });
  expect(aws.lines).toEqual([]);
});
