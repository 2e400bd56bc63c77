import { expect, test } from '@jest/globals';
import { connectEcs } from '#ecs/client';
import { taskNetwork } from '#ecs/service/network-of-service';
import { runTask } from '#ecs/task/run-task';
import { stopTasks } from '#ecs/task/stop-tasks';
import { startedByOf } from '#ecs/task/task-spec';
import type { Fate } from '../../../local-aws/runtimes/scripted.ts';
import type { Stage } from '../../local-aws/ecs/stage.ts';
import { contextOf, describeTask, specOf, taskStage } from './task-stage.ts';
import { connectTo } from './watch-stage.ts';

const job: Fate = { kind: 'exits', code: 0, after: 20_000, log: ['migrating'] };

/** Most containers of one-off tasks that ran at the same time. */
function mostAtOnce(stage: Stage): number {
  const ours = new Set(
    [...(stage.aws.ecs.state.clusters.get('demo')?.tasks.values() ?? [])]
      .filter((task) => task.startedBy?.startsWith('deploy-actions/'))
      .map((task) => task.arn),
  );
  let running = 0;
  let most = 0;
  const up = new Set<string>();
  for (const { kind, subject, state } of stage.aws.world.timeline) {
    if (kind !== 'ecs.task' || !ours.has(subject)) continue;
    if (state === 'RUNNING') up.add(subject);
    else if (state === 'DEPROVISIONING' || state === 'STOPPED') up.delete(subject);
    running = up.size;
    most = Math.max(most, running);
  }
  return most;
}

test.each([0, 700, 8_000])('two runs that start %i ms apart never migrate at the same time', async (apart) => {
  const { stage, definition, service } = await taskStage({ job });
  const [one, two] = [await contextOf(stage), await contextOf(stage)];
  const second = async () => {
    await stage.clock.sleep(apart);
    return await runTask(specOf(definition, service, { release: '778-1' }), two.context);
  };
  const ends = await Promise.all([runTask(specOf(definition, service), one.context), second()]);
  expect(ends).toMatchObject([
    { kind: 'exited', exitCode: 0 },
    { kind: 'exited', exitCode: 0 },
  ]);
  expect(mostAtOnce(stage)).toBe(1);
  expect([...one.aws.lines, ...two.aws.lines].join('\n')).toMatch(/waiting for another migration|came first/);
});

test('two jobs of one release, which hands its id on, never migrate at the same time', async () => {
  const { stage, definition, service } = await taskStage({ job });
  const [one, two] = [await contextOf(stage), await contextOf(stage)];
  const ends = await Promise.all([one, two].map(({ context }) => runTask(specOf(definition, service), context)));
  expect(ends).toMatchObject([
    { kind: 'exited', exitCode: 0 },
    { kind: 'exited', exitCode: 0 },
  ]);
  expect(mostAtOnce(stage)).toBe(1);
});

test('if-running: fail names the other one', async () => {
  const { stage, definition, service } = await taskStage({ job });
  const [one, two] = [await contextOf(stage), await contextOf(stage)];
  const first = runTask(specOf(definition, service), one.context);
  await stage.clock.sleep(5_000);
  const end = await runTask(specOf(definition, service, { release: '778-1', ifRunning: 'fail' }), two.context);
  expect(end).toMatchObject({ kind: 'busy', why: { code: 'in-progress-elsewhere' } });
  expect('why' in end ? end.why?.what : '').toContain('deploy-actions/777-1');
  expect(await first).toMatchObject({ kind: 'exited' });
});

test('waiting for the other one ends with the time given', async () => {
  const { stage, definition, service } = await taskStage({ job: { kind: 'runs' } });
  const [one, two] = [await contextOf(stage), await contextOf(stage)];
  const first = runTask(specOf(definition, service), one.context);
  await stage.clock.sleep(5_000);
  const end = await runTask(specOf(definition, service, { release: '778-1', timeoutMs: 60_000 }), two.context);
  expect(end).toMatchObject({ kind: 'busy' });
  one.aws.abort.abort(new Error('over'));
  await first;
});

test('a cancel while waiting for its turn: nothing was started, the schema is as it was', async () => {
  const { stage, definition, service } = await taskStage({ job: { kind: 'runs' } });
  const [one, two] = [await contextOf(stage), await contextOf(stage)];
  const first = runTask(specOf(definition, service), one.context);
  await stage.clock.sleep(5_000);
  stage.clock.at(stage.clock.now() + 20_000, () => two.aws.abort.abort(new Error('cancelled')));
  const end = await runTask(specOf(definition, service, { release: '778-1' }), two.context);
  expect(end).toMatchObject({
    kind: 'cancelled',
    left: 'stopped',
    why: { what: 'the run was cancelled; no task was started' },
  });
  expect('why' in end ? end.why?.fix : '').not.toMatch(/schema/);
  one.aws.abort.abort(new Error('over'));
  await first;
});

test('a step that comes again in the same run starts a task of its own', async () => {
  const { stage, definition, service } = await taskStage({ job });
  const { context } = await contextOf(stage);
  const ends = [
    await runTask(specOf(definition, service), context),
    await runTask(specOf(definition, service), context),
    await runTask({ ...specOf(definition, service), command: ['something', 'else'] }, context),
  ];
  expect(new Set(ends.map((end) => ('task' in end ? end.task : '')))).toHaveProperty('size', 3);
});

test('a start whose answer is lost is not made twice', async () => {
  const { stage, definition, service } = await taskStage({ job });
  const { context } = await contextOf(stage);
  stage.aws.faults.add({ operation: 'ecs:RunTask', nth: 1, do: { kind: 'drop-connection', after: true } });
  expect(await runTask(specOf(definition, service), context)).toMatchObject({ kind: 'exited', exitCode: 0 });
  const tasks = [...stage.aws.ecs.state.clusters.values()].flatMap((home) => [...home.tasks.values()]);
  expect(tasks.filter((task) => task.service === undefined)).toHaveLength(1);
});

test('tasks are stopped by ARN, or found by who started them', async () => {
  const { stage, definition, service } = await taskStage({ job: { kind: 'runs' } });
  const { aws, kept, context } = await contextOf(stage);
  const running = runTask(specOf(definition, service, { onCancel: 'leave' }), context);
  await stage.clock.sleep(40_000);
  aws.abort.abort(new Error('cancelled'));
  const end = await running;
  const task = 'task' in end ? (end.task ?? '') : '';
  const fresh = connectTo(stage);
  const ecs = await connectEcs(fresh);
  const lines = await stopTasks(ecs, kept.slice(0, 1), fresh.signal);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/was asked to stop/);
  expect(await describeTask(stage, task)).toMatchObject({ desiredStatus: 'STOPPED' });
  expect(await stopTasks(ecs, kept, fresh.signal)).toHaveLength(1);
  expect(await stopTasks(ecs, [{ cluster: 'demo', startedBy: 'x', taskArn: `${task}0` }], fresh.signal)).toEqual([
    expect.stringMatching(/had ended/),
  ]);
  stage.aws.faults.add({ operation: /^ecs:/, do: { kind: 'deny' } });
  expect(await stopTasks(ecs, [{ cluster: 'demo', startedBy: 'x' }, ...kept.slice(1)], fresh.signal)).toEqual([
    expect.stringMatching(/could not be listed/),
    expect.stringMatching(/could not be stopped.*aws ecs stop-task/),
  ]);
});

test('never on spot, and that is said', () => {
  const network = taskNetwork({
    taskDefinition: 'api:1',
    platformVersion: '1.4.0',
    capacityProviderStrategy: [
      { capacityProvider: 'FARGATE_SPOT', weight: 3 },
      { capacityProvider: 'FARGATE', weight: 1, base: 1 },
    ],
  });
  expect(network).toMatchObject({
    capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
    platformVersion: '1.4.0',
  });
  expect(network).not.toHaveProperty('launchType');
  expect(network.notes).toHaveLength(1);
  expect(taskNetwork({ launchType: 'EC2', taskDefinition: 'x', platformVersion: 'LATEST' })).toEqual({
    launchType: 'EC2',
    taskDefinition: 'x',
    notes: [],
  });
});

test('startedBy has only what AWS allows', () => {
  expect(startedByOf('12 345:1')).toBe('deploy-actions/12-345-1');
  expect(startedByOf('x'.repeat(300))).toHaveLength(128);
});
