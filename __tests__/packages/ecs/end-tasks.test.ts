import { expect, test } from '@jest/globals';
import { connectEcs } from '#ecs/client';
import { endTasks } from '#ecs/task/end-tasks';
import { connectLogs } from '#ecs/task/logs-client';
import { runTask } from '#ecs/task/run-task';
import type { FaultRule } from '../../../local-aws/faults/rules.ts';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { contextOf, describeTask, specOf, taskStage } from './task-stage.ts';
import { connectTo } from './watch-stage.ts';

const runs: Fate = { kind: 'runs', log: ['migrating'], stopsIn: 3_000, stopCode: 143 };

interface Row {
  readonly name: string;
  readonly fate?: Fate;
  /** What main did of the stop: asked for it, or died before. */
  readonly onCancel?: 'stop' | 'leave';
  /** `from`: ms after the beginning of post. */
  readonly rules?: readonly FaultRule[];
  readonly line: RegExp;
  readonly asks: number;
  readonly mostMs: number;
}

const rows: readonly Row[] = [
  {
    name: 'asked by main: its end is told',
    onCancel: 'stop',
    line: /has ended: exit 143 in container api; a/,
    asks: 0,
    mostMs: 8_000,
  },
  { name: 'not asked yet', line: /has ended: exit 143 in container api; a migration may be/, asks: 1, mostMs: 8_000 },
  {
    name: 'it ends well all the same',
    fate: { ...runs, stopCode: 0 },
    line: /has ended: exit 0 in container api$/,
    asks: 1,
    mostMs: 8_000,
  },
  {
    name: 'its end cannot be seen in time',
    rules: [{ operation: 'ecs:DescribeTasks', from: 2_000, do: { kind: 'server-error' } }],
    line: /was asked to stop and has not ended after 45 s.*aws ecs describe-tasks/,
    asks: 1,
    mostMs: 46_000,
  },
  {
    name: 'it may not be stopped',
    rules: [{ operation: 'ecs:StopTask', do: { kind: 'deny' } }],
    line: /could not be stopped.*aws ecs stop-task/,
    asks: 1,
    mostMs: 1_000,
  },
  {
    name: 'its log may not be read',
    rules: [{ operation: 'logs:GetLogEvents', do: { kind: 'deny' } }],
    line: /has ended: exit 143/,
    asks: 1,
    mostMs: 10_000,
  },
  {
    name: 'it had ended before the cancel',
    fate: { kind: 'exits', code: 0, after: 1_000, log: ['migrating'] },
    line: /had ended$/,
    asks: 0,
    mostMs: 1_000,
  },
];

test.each(rows)('$name', async ({ fate = runs, onCancel = 'leave', rules = [], line, asks, mostMs }) => {
  const { stage, definition, service } = await taskStage({ job: fate });
  const main = await contextOf(stage);
  stage.clock.at(stage.clock.now() + 40_000, () => main.aws.abort.abort(new Error('cancelled')));
  const end = await runTask(specOf(definition, service, { onCancel }), main.context);
  const task = 'task' in end ? (end.task ?? '') : '';
  if (end.kind === 'exited') await stage.clock.sleep(20_000);
  const post = connectTo(stage);
  const context = { aws: post, ecs: await connectEcs(post), logs: () => connectLogs(post) };
  const calls = stage.aws.calls.length;
  for (const { from = 0, ...rule } of rules) stage.aws.faults.add({ ...rule, from: stage.clock.now() + from });
  const begin = stage.clock.now();
  const lines = await endTasks(context, main.kept, post.signal);
  expect(stage.clock.now() - begin).toBeLessThanOrEqual(mostMs);
  stage.aws.faults.clear();
  expect(lines).toEqual([expect.stringMatching(line)]);
  expect(stage.aws.calls.slice(calls).filter(({ operation }) => operation === 'ecs:StopTask')).toHaveLength(asks);
  if (asks === 1 && !line.source.includes('could not')) {
    await stage.minutes(2);
    expect(await describeTask(stage, task)).toMatchObject({ lastStatus: 'STOPPED' });
  }
  const shown = [...main.aws.lines, ...post.lines].filter((one) => one.startsWith('  '));
  expect(shown).toEqual(['  migrating']);
});
