import type { Task } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { announceEvents, readFailures } from '#ecs/diagnose/read-failures';
import { newTrack, type Track } from '#ecs/follow/look-track';
import { type Answering, answeringSources, refused } from './answering-ecs.ts';
import { partFrom } from './watch-stage.ts';

// When stopped tasks mean doom, what is said of them meanwhile, and what makes a rollout suspect.

const began = Date.UTC(2026, 10, 20);
const patience = { failFast: true, graceMs: 30_000 };
const counts = { wanted: 2, running: 0, pending: 1, old: 2 };

const stoppedTask = (id: number, exitCode = 1, more: Partial<Task> = {}): Task => ({
  taskArn: `arn:aws:ecs:x:1:task/demo/${String(id).padStart(12, '0')}`,
  startedBy: 'ecs-svc/2',
  lastStatus: 'STOPPED',
  stopCode: 'EssentialContainerExited',
  stoppedAt: new Date(began + id * 1_000),
  containers: [{ name: 'api', exitCode }],
  ...more,
});
const stoppedTasks = (count: number, exitCode = 1) =>
  Array.from({ length: count }, (_, at) => stoppedTask(at + 1, exitCode));

/** An ECS with these stopped tasks, and these that run. */
const having = (stopped: readonly Task[], running: readonly Task[] = []): Answering => ({
  ListTasks: ({ desiredStatus }) => ({
    taskArns: (desiredStatus === 'RUNNING' ? running : stopped).map(({ taskArn = '' }) => taskArn),
  }),
  DescribeTasks: (input) => ({
    tasks: [...stopped, ...running].filter(({ taskArn = '' }) => (input.tasks as readonly string[]).includes(taskArn)),
  }),
  DescribeTaskDefinition: () => ({ taskDefinition: { containerDefinitions: [{ name: 'api', image: 'api:2' }] } }),
});

async function read(answers: Answering, more: Partial<Track> = {}, options: Partial<typeof patience> = {}) {
  const { sources, asked } = answeringSources(answers);
  const track: Track = Object.assign(newTrack(partFrom(began)), { suspect: true, counts }, more);
  const doom = await readFailures(sources, track, { ...patience, ...options }, {});
  return { code: doom?.code, track, asked, again: () => readFailures(sources, track, patience, {}) };
}

describe('doom', () => {
  const healthy = stoppedTask(90, 0, { lastStatus: 'RUNNING', healthStatus: 'HEALTHY' });
  const neverPulled = (id: number): Task => ({
    ...stoppedTask(id),
    stopCode: 'TaskFailedToStart',
    stoppedReason: 'CannotPullContainerError: ref x/api:2: not found',
    containers: [{ name: 'api' }],
  });
  test.each<readonly [string, Answering, string | undefined]>([
    ['nothing has stopped', having([]), undefined],
    ['two that ended alike', having(stoppedTasks(2)), undefined],
    ['three that ended alike', having(stoppedTasks(3)), 'crash-loop'],
    [
      'three of another kind after two',
      having([...stoppedTasks(2, 7), stoppedTask(5), stoppedTask(6), stoppedTask(7)]),
      'crash-loop',
    ],
    ['an image that cannot be pulled, once', having([neverPulled(1)]), undefined],
    ['an image that cannot be pulled, twice', having([neverPulled(1), neverPulled(2)]), 'image-not-found'],
    [
      'the second group is doomed, the larger one is not',
      having([
        ...stoppedTasks(4).map((one) => ({ ...one, stopCode: 'ServiceSchedulerInitiated' as const })),
        neverPulled(8),
        neverPulled(9),
      ]),
      'image-not-found',
    ],
  ])('%s', async (_name, answers, code) => {
    expect((await read(answers)).code).toBe(code);
  });

  test('not beside a healthy task', async () => {
    const { code } = await read(having(stoppedTasks(3), [healthy]), { counts: { ...counts, running: 1 } });
    expect(code).toBeUndefined();
  });

  test('not when nobody wants to know', async () => {
    expect((await read(having(stoppedTasks(3)), {}, { failFast: false })).code).toBeUndefined();
  });
});

describe('a rollout stays suspect', () => {
  test.each<readonly [string, Answering, Partial<Track>, boolean]>([
    ['not when nothing has stopped', having([]), {}, false],
    ['not when nothing is counted', having([]), { counts: { ...counts, failures: 0 } }, false],
    ['while AWS counts failures', having([]), { counts: { ...counts, failures: 1 } }, true],
    ['while something has stopped', having(stoppedTasks(1)), {}, true],
  ])('%s', async (_name, answers, more, suspect) => {
    expect((await read(answers, more)).track.suspect).toBe(suspect);
  });

  test('when its service is gone: the next look tells', async () => {
    const gone = () => {
      throw refused('not-found', 'ServiceNotActiveException');
    };
    const { code, track } = await read({ ListTasks: gone });
    expect([code, track.suspect]).toEqual([undefined, true]);
  });

  test.each([refused('throttled'), refused('rejected'), new TypeError('a bug')])('%s is thrown on', async (error) => {
    const throwing = () => {
      throw error;
    };
    await expect(read({ ListTasks: throwing })).rejects.toBe(error);
  });
});

test('each stopped task is told once, with how often it happened, oldest first', async () => {
  const { track, again } = await read(having([...stoppedTasks(2), stoppedTask(3, 7)]), {}, { failFast: false });
  const line = (id: number, exitCode: number, times = '') =>
    `task 00000000… stopped: exit ${exitCode} in container api${times}`.replace(
      '00000000…',
      String(id).padStart(12, '0').slice(0, 8).concat('…'),
    );
  expect(track.news).toEqual([line(1, 1), line(2, 1, ' (2nd time)'), line(3, 7)]);
  await again();
  expect(track.news).toHaveLength(3);
});

test('how often is an ordinal number', async () => {
  const { track } = await read(having(stoppedTasks(123)), {}, { failFast: false });
  const times = [
    2, 3, 4, 10, 11, 12, 13, 14, 20, 21, 22, 23, 24, 100, 101, 102, 103, 111, 112, 113, 114, 121, 122, 123,
  ];
  expect(times.map((time) => /\((\w+) time\)/.exec(track.news[time - 1] ?? '')?.[1])).toEqual([
    ...['2nd', '3rd', '4th', '10th', '11th', '12th', '13th', '14th', '20th', '21st', '22nd', '23rd', '24th', '100th'],
    ...['101st', '102nd', '103rd', '111th', '112th', '113th', '114th', '121st', '122nd', '123rd'],
  ]);
});

describe('events', () => {
  const started = (count: number) => `(service api) has started ${count} tasks: (task a).`;
  /** Of messages, the newest first, as AWS gives them. */
  function announce(messages: readonly string[], more: Partial<Track> = {}, createdAt = new Date(began)) {
    const events = messages.map((message, index) => ({ id: `${messages.length - index}`, createdAt, message }));
    const track: Track = Object.assign(newTrack(partFrom(began)), { service: { events }, counts, ...more });
    announceEvents(track);
    return track;
  }

  test('are told once, the oldest first, without those that every rollout has', () => {
    const track = announce(['(service api) second', started(1), '(service api) first']);
    expect(track.news).toEqual(['first', 'second']);
    announceEvents(track);
    expect(track.news).toHaveLength(2);
  });

  test('of before the rollout are none', () => {
    expect(announce(['(service api) old'], {}, new Date(began - 60_000)).news).toEqual([]);
  });

  test('at length are cut', () => {
    expect(announce([`(service api) ${'so '.repeat(100)}`]).news[0]).toHaveLength(160);
  });

  test.each<readonly [string, readonly string[], Partial<Track>, boolean]>([
    ['is suspect when one worries', ['(service api) was unable to place a task.'], {}, true],
    [
      'is suspect when tasks are replaced',
      ['(service api) has started 1 tasks: (task a). Amazon ECS replaced 1 tasks due to an unhealthy status.'],
      {},
      true,
    ],
    ['is not when none does', ['(service api) has reached a steady state.'], {}, false],
    ['is not with as many starts as there are tasks', [started(3), started(1)], {}, false],
    ['is suspect with more', [started(3), started(2)], {}, true],
    ['is not while nothing is counted', [started(30)], { counts: undefined as never }, false],
    ['is not for starts that stand elsewhere', ['(service api) it has started 30 tasks'], {}, false],
    ['was suspect before', [], { suspect: true }, true],
  ])('a rollout %s', (_name, messages, more, suspect) => {
    expect(announce(messages, more).suspect).toBe(suspect);
  });

  test('an event that worried once does not worry again', () => {
    const track = announce(['(service api) was unable to place a task.']);
    track.suspect = false;
    announceEvents(track);
    expect(track.suspect).toBe(false);
  });
});
