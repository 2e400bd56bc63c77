import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { runTask } from '#ecs/task/run-task';
import type { TaskEnd, TaskSpec } from '#ecs/task/task-spec';
import type { FaultRule } from '../../../local-aws/faults/rules.ts';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import { unplaced } from '../../../local-aws/texts.ts';
import { contextOf, describeTask, specOf, taskAt, taskStage } from './task-stage.ts';

/** Without jitter: local-aws writes log tokens in whole milliseconds only. */
beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
});

interface Row {
  readonly name: string;
  readonly fate: Fate;
  readonly sideCar?: Fate;
  readonly essentialSideCar?: true;
  readonly spec?: Partial<TaskSpec>;
  readonly rules?: readonly FaultRule[];
  readonly capacity?: string;
  readonly end: object;
  readonly code?: string;
  readonly log?: readonly string[];
  /** How late the answer may be after the end of the container, in ms. */
  readonly late?: number;
}

const ok: Fate = { kind: 'exits', code: 0, after: 3_000, log: ['one', 'two', 'three'] };
const lines = ['one', 'two', 'three'];

const rows: readonly Row[] = [
  { name: 'exit 0', fate: ok, end: { kind: 'exited', exitCode: 0, lines }, log: lines, late: 2_000 },
  {
    name: 'exit 0 within a second, its last lines are late',
    fate: { ...ok, after: 100 },
    end: { kind: 'exited', exitCode: 0, lines },
    log: lines,
    late: 3_000,
  },
  { name: 'exit 0 after 90 s', fate: { ...ok, after: 90_000 }, end: { kind: 'exited', exitCode: 0 }, late: 2_000 },
  {
    name: 'exit 7',
    fate: { kind: 'exits', code: 7, after: 1_000, log: ['ERROR:  no'] },
    end: { kind: 'exited', exitCode: 7 },
    code: 'exit-code',
    late: 2_000,
  },
  {
    name: 'exit 7 without a word about it',
    fate: { kind: 'exits', code: 7, after: 5_000, log: ['one'] },
    end: { kind: 'exited', exitCode: 7 },
    code: 'exit-code',
    late: 3_000,
  },
  {
    name: 'out of memory',
    fate: { kind: 'out-of-memory', after: 1_000 },
    end: { kind: 'exited', exitCode: 137 },
    code: 'out-of-memory',
    late: 5_200,
  },
  { name: 'pull failed', fate: { kind: 'image-not-found' }, end: { kind: 'never-started' }, code: 'image-not-found' },
  {
    name: 'secret unreadable',
    fate: { kind: 'secret-unreadable' },
    end: { kind: 'never-started' },
    code: 'secret-unreadable',
  },
  {
    name: 'never placed',
    fate: ok,
    capacity: unplaced.noCapacity,
    end: { kind: 'never-started' },
    code: 'no-capacity',
  },
  {
    name: 'never placed for good',
    fate: ok,
    capacity: unplaced.vcpuLimit,
    end: { kind: 'never-started' },
    code: 'quota-exceeded',
  },
  {
    name: 'a side-car exits first',
    fate: { ...ok, after: 20_000 },
    sideCar: { kind: 'exits', code: 1, after: 500 },
    end: { kind: 'exited', exitCode: 0 },
  },
  { name: 'a side-car never exits', fate: ok, sideCar: { kind: 'runs' }, end: { kind: 'exited', exitCode: 0 } },
  {
    name: 'an essential side-car never exits, the container is named',
    fate: ok,
    sideCar: { kind: 'runs' },
    essentialSideCar: true,
    spec: { container: 'api' },
    end: { kind: 'exited', exitCode: 0 },
  },
  {
    name: 'time is up',
    fate: { kind: 'runs', log: ['locked'] },
    spec: { timeoutMs: 60_000 },
    end: { kind: 'timed-out', lines: ['locked'] },
    code: 'deadline-exceeded',
  },
  {
    name: 'unknown to AWS at first',
    fate: ok,
    rules: [{ operation: 'ecs:DescribeTasks', do: { kind: 'missing-once' } }],
    end: { kind: 'exited', exitCode: 0 },
  },
  {
    name: 'the answer to RunTask is lost',
    fate: ok,
    rules: [{ operation: 'ecs:RunTask', nth: 1, do: { kind: 'drop-connection', after: true } }],
    end: { kind: 'exited', exitCode: 0 },
  },
  {
    name: 'every second connection is cut',
    fate: ok,
    rules: [{ operation: /^(ecs|logs):/, every: 2, do: { kind: 'drop-connection' } }],
    end: { kind: 'exited', exitCode: 0, lines },
  },
  {
    name: 'the log may not be read',
    fate: ok,
    rules: [{ operation: 'logs:GetLogEvents', do: { kind: 'deny' } }],
    end: { kind: 'exited', exitCode: 0, lines: [] },
  },
];

describe.each(rows)('$name', (row) => {
  test('ends as it is', async () => {
    const sideCars = row.sideCar === undefined ? [] : [{ name: 'agent', essential: row.essentialSideCar === true }];
    const { stage, definition, service } = await taskStage({ job: row.fate, agent: row.sideCar ?? ok }, sideCars);
    const { aws, kept, context } = await contextOf(stage);
    for (const rule of row.rules ?? []) stage.aws.faults.add(rule);
    stage.aws.ecs.setCapacity(row.capacity);
    const end: TaskEnd = await runTask(specOf(definition, service, row.spec), context);
    stage.aws.faults.clear();
    expect(end).toMatchObject(row.end);
    expect('why' in end ? end.why?.code : undefined).toBe(row.code);
    expect(kept[0]).toEqual({ cluster: 'demo', startedBy: 'deploy-actions/777-1' });
    if (row.log !== undefined)
      expect(aws.lines.filter((line) => line.startsWith('  '))).toEqual(row.log.map((line) => `  ${line}`));
    if (!('task' in end) || end.task === undefined) return;
    expect(kept.at(-1)?.taskArn).toBe(end.task);
    const now = stage.clock.now();
    await stage.minutes(2);
    expect(await describeTask(stage, end.task)).toMatchObject({ lastStatus: 'STOPPED' });
    if (row.late !== undefined) expect(now - taskAt(stage, end.task, 'DEPROVISIONING')).toBeLessThanOrEqual(row.late);
    const ours = [...(stage.aws.ecs.state.clusters.get('demo')?.tasks.values() ?? [])].filter((one) =>
      one.startedBy?.startsWith('deploy-actions/'),
    );
    expect(ours.length).toBe(1);
  });
});

test('capacity that comes back within two minutes is waited for', async () => {
  const { stage, definition, service } = await taskStage({ job: ok });
  stage.aws.ecs.setCapacity(unplaced.noCapacity);
  stage.clock.at(stage.clock.now() + 30_000, () => stage.aws.ecs.setCapacity(undefined));
  const { context } = await contextOf(stage);
  expect(await runTask(specOf(definition, service), context)).toMatchObject({ kind: 'exited', exitCode: 0 });
});

test.each([
  ['stop', 'stopped', 'STOPPED'],
  ['leave', 'running', 'RUNNING'],
] as const)('a cancel with on-cancel: %s', async (onCancel, left, desiredStatus) => {
  const { stage, definition, service } = await taskStage({ job: { kind: 'runs' } });
  const { aws, context } = await contextOf(stage);
  const cancelAt = stage.clock.now() + 40_000;
  stage.clock.at(cancelAt, () => aws.abort.abort(new Error('cancelled')));
  const end = await runTask(specOf(definition, service, { onCancel }), context);
  expect(end).toMatchObject({ kind: 'cancelled', left });
  expect(stage.clock.now() - cancelAt).toBeLessThanOrEqual(5_000);
  expect(await describeTask(stage, 'task' in end ? (end.task ?? '') : '')).toMatchObject({ desiredStatus });
});

test.each([
  ['stop', /post step stops it/],
  ['leave', /aws ecs list-tasks --cluster demo --started-by deploy-actions\/777-1$/],
] as const)('a cancel before RunTask has answered says that a task may run: on-cancel %s', async (onCancel, fix) => {
  const { stage, definition, service } = await taskStage({ job: { kind: 'runs' } });
  const { aws, context } = await contextOf(stage);
  stage.aws.faults.add({ operation: 'ecs:RunTask', do: { kind: 'latency', ms: 10_000 } });
  stage.clock.at(stage.clock.now() + 5_000, () => aws.abort.abort(new Error('cancelled')));
  const end = await runTask(specOf(definition, service, { onCancel }), context);
  expect(end).toMatchObject({
    kind: 'cancelled',
    left: 'running',
    why: { what: expect.stringMatching(/may run$/), fix: expect.stringMatching(fix) },
  });
});

test('a task that AWS forgets is lost, not failed', async () => {
  const { stage, definition, service } = await taskStage({ job: { kind: 'runs' } });
  const { context } = await contextOf(stage);
  stage.clock.at(stage.clock.now() + 30_000, () => {
    const tasks = stage.aws.ecs.state.clusters.get('demo')?.tasks;
    for (const [id, task] of tasks ?? []) if (task.startedBy?.startsWith('deploy-actions/')) tasks?.delete(id);
  });
  expect(await runTask(specOf(definition, service), context)).toMatchObject({ kind: 'lost', why: { code: 'unknown' } });
});

test.each([
  [0, undefined],
  [7, 'exit-code'],
] as const)('exit %i counts although the side-car that is left may not be stopped', async (code, why) => {
  const job: Fate = { kind: 'exits', code, after: 3_000 };
  const agent = { name: 'agent', essential: true };
  const fates = { job, agent: { kind: 'runs' } } as const;
  const { stage, definition, service } = await taskStage(fates, [agent], {}, { essential: false });
  stage.aws.faults.add({ operation: 'ecs:StopTask', do: { kind: 'deny' } });
  const { aws, context } = await contextOf(stage);
  const end = await runTask(specOf(definition, service, { container: 'api' }), context);
  expect(end).toMatchObject({ kind: 'exited', exitCode: code });
  expect('why' in end ? end.why?.code : undefined).toBe(why);
  expect(aws.lines.join('\n')).toMatch(/could not be stopped: .*aws ecs stop-task --cluster demo --task/);
});

test('a denied RunTask is thrown, nothing was started', async () => {
  const { stage, definition, service } = await taskStage({ job: ok });
  stage.aws.faults.add({ operation: 'ecs:RunTask', do: { kind: 'deny' } });
  const { context } = await contextOf(stage);
  await expect(runTask(specOf(definition, service), context)).rejects.toMatchObject({
    kind: 'denied',
    operation: 'ecs:RunTask',
  });
});

test('two essential containers: the name must be said', async () => {
  const { stage, definition, service } = await taskStage({ job: ok }, [{ name: 'agent', essential: true }]);
  const { context } = await contextOf(stage);
  await expect(runTask(specOf(definition, service), context)).rejects.toMatchObject({
    diagnosis: { code: 'invalid-input', fix: 'Set container-name to one of: api, agent.' },
  });
  await expect(runTask(specOf(definition, service, { container: 'nope' }), context)).rejects.toMatchObject({
    diagnosis: { code: 'invalid-input' },
  });
});
