import { expect, test } from '@jest/globals';
import type { Ecs } from '#ecs/client';
import { connectEcs } from '#ecs/client';
import type { FailureGroup } from '#ecs/diagnose/failing-container';
import type { StoppedTask } from '#ecs/diagnose/stopped-task';
import { hasHealthyTask, isDoomed, maybeDoomed } from '#ecs/follow/find-doom';
import { newTrack, type Track } from '#ecs/follow/look-track';
import { diagnosis } from '#report/diagnosis';
import type { ReasonCode } from '#report/reasons';
import { Stage } from '../../local-aws/ecs/stage.ts';
import { answeringEcs } from './answering-ecs.ts';
import { connectTo, startPart } from './watch-stage.ts';

const patience = { failFast: true, graceMs: 30_000 };
const view = { id: 'arn:api:2', label: 'api:2', images: [] };
const part = {
  v: 1,
  platform: 'ecs',
  goal: 'release',
  row: 'api',
  place: 'demo',
  to: view,
  from: view,
  startedAt: 0,
  undo: {},
} as const;
const track = (): Track => newTrack(part);

/** So many tasks that all ended in this way. */
const group = (count: number, end: Partial<StoppedTask>): FailureGroup => ({
  signature: 'alike',
  tasks: Array.from({ length: count }, (_, at) => ({ arn: `arn:${at}`, id: `${at}`, containers: [], ...end })),
});
const exit = { stopCode: 'EssentialContainerExited', containers: [{ name: 'api', exitCode: 1 }] };
const unnamedExit = { containers: [{ name: 'api', exitCode: 1 }] };
const unstarted = { stopCode: 'TaskFailedToStart' };
const byReason = (stoppedReason: string) => ({ stoppedReason });
const byScheduler = { stopCode: 'ServiceSchedulerInitiated', containers: [{ name: 'api', exitCode: 137 }] };

test.each([
  ['two exits', group(2, exit), false],
  ['three exits', group(3, exit), true],
  ['three exits without a stop code', group(3, unnamedExit), true],
  ['two exits without a stop code', group(2, unnamedExit), false],
  ['three ends of which nothing is known', group(3, {}), false],
  ['three containers that never ran', group(3, { containers: [{ name: 'api' }] }), false],
  ['three that the scheduler stopped', group(3, byScheduler), false],
  ['one that could not start', group(1, unstarted), true],
  ['one pull error without a stop code', group(1, byReason('CannotPullContainerError: x')), true],
  ['one resource error without a stop code', group(1, byReason('ResourceInitializationError: x')), true],
  ['one of another reason', group(1, byReason('Task stopped, not CannotPull')), false],
  ['no task', group(0, {}), false],
])('%s may be doom: %#', (_name, seen, expected) => {
  expect(maybeDoomed(seen, patience)).toBe(expected);
  expect(maybeDoomed(seen, { ...patience, failFast: false })).toBe(false);
});

const because = (code: ReasonCode) => diagnosis(code, { what: code, where: 'api' });

test.each<readonly [string, FailureGroup, ReasonCode, boolean]>([
  ['three exits', group(3, exit), 'crash-loop', true],
  ['two exits', group(2, exit), 'exit-code', false],
  ['three exits with a permanent cause', group(3, exit), 'image-platform-mismatch', true],
  ['two exits with a permanent cause', group(2, exit), 'image-platform-mismatch', true],
  ['one missing image', group(1, unstarted), 'image-not-found', false],
  ['two missing images', group(2, unstarted), 'image-not-found', true],
  ['two denied pulls', group(2, unstarted), 'image-pull-denied', true],
  ['two unreadable secrets', group(2, unstarted), 'secret-unreadable', true],
  ['two missing log groups', group(2, unstarted), 'not-found', true],
  ['many that found no capacity', group(9, unstarted), 'no-capacity', false],
])('%s for %#', (_name, seen, code, expected) => {
  expect(isDoomed(track(), seen, because(code), patience, 1_000)).toBe(expected);
});

test('one permanent error alone is doom when it has stood for the grace, counted from when it was first seen', () => {
  const one = track();
  const seen = (now: number, code: ReasonCode = 'image-not-found') =>
    isDoomed(one, group(1, unstarted), because(code), patience, now);
  expect([seen(500, 'no-capacity'), seen(5_000), seen(34_999), seen(35_000)]).toEqual([false, false, false, true]);
});

/** A rollout whose first new task has just started to run. */
async function running(healthCheck?: 'healthy' | 'unhealthy') {
  const stage = await new Stage(healthCheck === undefined ? {} : { new: { kind: 'runs', health: healthCheck } }).live(
    'old',
    { desiredCount: 1 },
  );
  const check = {
    command: ['CMD', 'true'],
    interval: healthCheck === 'healthy' ? 5 : 25,
    timeout: 2,
    retries: 2,
    startPeriod: 0,
  };
  const to = await stage.register('new', healthCheck === undefined ? {} : { healthCheck: check });
  const started = await startPart(stage, to);
  const aws = connectTo(stage);
  const ecs: Ecs = await connectEcs(aws);
  const one = newTrack(started);
  const look = (counts: number, of: Partial<Track> = {}) =>
    hasHealthyTask(
      ecs,
      Object.assign(one, { id: started.id, counts: { wanted: 1, running: counts, pending: 0, old: 1 }, ...of }),
      stage.clock.now(),
      {},
    );
  return { stage, look };
}

test('without a health check a task counts as healthy when it has run for forty seconds', async () => {
  const { stage, look } = await running();
  await stage.clock.advance(30_000);
  expect(await look(1)).toBe(false);
  await stage.clock.advance(45_000);
  expect(await look(1)).toBe(true);
});

test('tasks of other deployments, and of none that runs, do not count', async () => {
  const { stage, look } = await running();
  await stage.clock.advance(20_000);
  expect(await look(1)).toBe(false);
  await stage.clock.advance(60_000);
  expect(await look(1, { id: 'ecs-svc/1' })).toBe(false);
  expect(await look(0)).toBe(false);
});

test('a health check that passes counts at once', async () => {
  const { stage, look } = await running('healthy');
  await stage.clock.advance(33_000);
  expect(await look(1)).toBe(true);
});

test('one that failed counts never, however long the task runs', async () => {
  const { stage, look } = await running('unhealthy');
  const states = () => [...(stage.aws.ecs.state.clusters.get('demo')?.tasks.values() ?? [])];
  const isUnhealthy = () =>
    states().some(
      ({ status, containers }) => status === 'RUNNING' && containers.some(({ health }) => health === 'UNHEALTHY'),
    );
  while (!isUnhealthy()) await stage.clock.advance(250);
  expect(await look(1)).toBe(false);
});

test('of many running tasks all are looked at, until one is healthy', async () => {
  const arns = Array.from({ length: 250 }, (_, at) => `arn:task/${at}`);
  const healthy = (arn: string) => arn === arns[150];
  const { ecs, asked } = answeringEcs({
    ListTasks: ({ nextToken, maxResults }) => {
      const [from, most] = [Number(nextToken ?? 0), Number(maxResults)];
      const to = from + most;
      return { taskArns: arns.slice(from, to), ...(to < arns.length ? { nextToken: String(to) } : {}) };
    },
    DescribeTasks: ({ tasks }) => ({
      tasks: (tasks as string[]).map((taskArn) => ({
        taskArn,
        lastStatus: 'RUNNING',
        startedBy: healthy(taskArn) ? 'ecs-svc/2' : 'ecs-svc/1',
        healthStatus: 'HEALTHY',
      })),
    }),
  });
  const one = (id: string) => Object.assign(track(), { id, counts: { wanted: 250, running: 1, pending: 0, old: 249 } });
  expect(await hasHealthyTask(ecs, one('ecs-svc/2'), 0, {})).toBe(true);
  expect(asked.map(({ operation }) => operation)).toEqual(['ListTasks', 'DescribeTasks', 'ListTasks', 'DescribeTasks']);
  expect(await hasHealthyTask(ecs, one('ecs-svc/3'), 0, {})).toBe(false);
  expect(asked.length).toBe(4 + 6);
});
