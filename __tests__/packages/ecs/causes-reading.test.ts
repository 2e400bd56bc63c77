import type { Task } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { diagnoseTrack, serviceGone, stoppedOf } from '#ecs/diagnose/diagnose-track';
import { readStoppedTasks } from '#ecs/diagnose/read-stopped-tasks';
import type { StoppedTask } from '#ecs/diagnose/stopped-task';
import { newTrack, type Track } from '#ecs/follow/look-track';
import { type Answering, answeringEcs, answeringSources, refused } from './answering-ecs.ts';
import { partFrom, revisionOfApi } from './watch-stage.ts';

// What is read for a cause, how often, and what is made of what cannot be read.

const since = Date.UTC(2026, 10, 20);
const of = { cluster: 'demo', service: 'api', startedBy: 'ecs-svc/2', revision: revisionOfApi(2).id, since };
const arn = (id: string) => `arn:aws:ecs:x:1:task/demo/${id}`;
const task = (id: string, more: Partial<Task> = {}): Task => ({
  taskArn: arn(id),
  startedBy: 'ecs-svc/2',
  lastStatus: 'STOPPED',
  stopCode: 'EssentialContainerExited',
  stoppedAt: new Date(since + Number(id) * 1_000),
  containers: [{ name: 'api', exitCode: 1 }],
  ...more,
});
const idsIn = (input: Readonly<Record<string, unknown>>) =>
  (input.tasks as readonly string[]).map((one) => one.slice(one.lastIndexOf('/') + 1));
/** Answers for these tasks, as they are at the time of the question. */
const tasksOf = (tasks: readonly Task[]): Answering => ({
  ListTasks: () => ({ taskArns: tasks.map(({ taskArn = '' }) => taskArn) }),
  DescribeTasks: (input) => ({
    tasks: tasks.filter(({ taskArn = '' }) => (input.tasks as readonly string[]).includes(taskArn)),
  }),
});

describe('the stopped tasks of a deployment', () => {
  test('newest first, each read once', async () => {
    const { ecs, asked } = answeringEcs(
      tasksOf([task('1'), task('3'), task('2'), task('0', { stoppedAt: undefined })]),
    );
    const known = new Map();
    const read = async () => (await readStoppedTasks(ecs, of, known)).map(({ id }) => id);
    expect(await read()).toEqual(['3', '2', '1', '0']);
    expect(await read()).toEqual(['3', '2', '1', '0']);
    expect(asked.map(({ operation }) => operation)).toEqual(['ListTasks', 'DescribeTasks', 'ListTasks']);
    expect(asked[0]?.input).toEqual({ cluster: 'demo', serviceName: 'api', desiredStatus: 'STOPPED' });
  });

  test.each<readonly [string, Partial<Task>, { readonly counts: boolean; readonly again: boolean }]>([
    ['has stopped', {}, { counts: true, again: false }],
    ['is on its way down, for a known reason', { lastStatus: 'STOPPING' }, { counts: true, again: true }],
    [
      'is on its way down, a container has ended',
      { lastStatus: 'STOPPING', stopCode: undefined },
      { counts: true, again: true },
    ],
    [
      'is on its way down, nothing is known of it',
      { lastStatus: 'STOPPING', stopCode: undefined, containers: [{ name: 'api' }] },
      { counts: false, again: true },
    ],
    ['is another deployment’s', { startedBy: 'ecs-svc/1' }, { counts: false, again: false }],
    ['was scaled in', { stoppedReason: 'Scaling activity initiated by x' }, { counts: false, again: false }],
    [
      'has no deployment and no time',
      { startedBy: undefined, taskDefinitionArn: of.revision },
      { counts: false, again: false },
    ],
  ])('a task that %s', async (_name, more, { counts, again }) => {
    const { ecs, asked } = answeringEcs(tasksOf([task('1', more)]));
    const known = new Map();
    for (const _ of [1, 2]) {
      const read = await readStoppedTasks(ecs, of, known);
      expect(read.map(({ id }) => id)).toEqual(counts ? ['1'] : []);
    }
    expect(asked.filter(({ operation }) => operation === 'DescribeTasks')).toHaveLength(again ? 2 : 1);
  });

  test('of many pages, a hundred in a question, no more than some five hundred', async () => {
    const page = (from: number) => Array.from({ length: 90 }, (_, at) => arn(`${from + at}`));
    const { ecs, asked } = answeringEcs({
      ListTasks: ({ nextToken = '0' }) => ({
        taskArns: page(Number(nextToken)),
        nextToken: `${Number(nextToken) + 90}`,
      }),
      DescribeTasks: (input) => ({ tasks: idsIn(input).map((id) => task(id)) }),
    });
    const read = await readStoppedTasks(ecs, of, new Map());
    expect(read).toHaveLength(540);
    const described = asked.filter(({ operation }) => operation === 'DescribeTasks');
    expect(described.map(({ input }) => idsIn(input).length)).toEqual([100, 100, 100, 100, 100, 40]);
    const listed = asked.filter(({ operation }) => operation === 'ListTasks');
    expect(listed.map(({ input }) => input.nextToken)).toEqual([undefined, '90', '180', '270', '360', '450']);
  });

  test.each([
    ['what is MISSING is asked for once more', { arn: arn('2'), reason: 'MISSING' }, ['2', '1']],
    ['what fails otherwise is not', { arn: arn('2'), reason: 'ACCESS_DENIED' }, ['1']],
    ['nor what has no name', { reason: 'MISSING' }, ['1']],
  ] as const)('%s', async (_name, failure, ids) => {
    let asked = 0;
    const { ecs } = answeringEcs({
      ListTasks: () => ({ taskArns: [arn('1'), arn('2')] }),
      DescribeTasks: () =>
        (asked++ === 0 ? { tasks: [task('1')], failures: [failure] } : { tasks: [task('2')] }) as object,
    });
    const read = await readStoppedTasks(ecs, of, new Map());
    expect(read.map(({ id }) => id)).toEqual(ids);
    expect(asked).toBe(ids.length);
  });
});

describe('the stopped tasks of a track', () => {
  const denied = () => {
    throw refused('denied');
  };

  test('are not asked for before its deployment is known', async () => {
    const { ecs, asked } = answeringEcs({});
    expect(await stoppedOf(ecs, { ...newTrack(partFrom(since)), id: undefined }, {})).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('are none where they may not be read, which is said once', async () => {
    const { ecs } = answeringEcs({ ListTasks: denied });
    const track = newTrack(partFrom(since));
    expect(await stoppedOf(ecs, track, {})).toEqual([]);
    expect(track.news).toHaveLength(1);
    expect(await stoppedOf(ecs, track, {})).toEqual([]);
    expect(track.news).toEqual(['stopped tasks cannot be looked at: the role may not call ecs:X']);
  });

  test.each([refused('throttled'), refused('transient'), new TypeError('a bug')])('%s is thrown on', async (error) => {
    const { ecs } = answeringEcs({
      ListTasks: () => {
        throw error;
      },
    });
    await expect(stoppedOf(ecs, newTrack(partFrom(since)), {})).rejects.toBe(error);
  });
});

test.each<readonly [string, Track['service'] | undefined, string, string]>([
  [
    'being deleted',
    { serviceArn: 'arn:of:api', status: 'DRAINING' },
    'the service api in demo is draining: somebody deleted it',
    'arn:of:api: status DRAINING',
  ],
  [
    'not known any more',
    undefined,
    'the service api in demo is gone: somebody deleted it',
    'DescribeServices: MISSING api in demo',
  ],
])('a service that is %s', (_name, service, what, line) => {
  const track = Object.assign(newTrack(partFrom(since)), service === undefined ? {} : { service });
  expect(serviceGone(track)).toMatchObject({ code: 'not-found', what, evidence: [line] });
});

describe('a cause, when not all can be read', () => {
  const events = [
    {
      id: '1',
      createdAt: new Date(since),
      message: '(service api) is unable to consistently start tasks successfully.',
    },
  ];
  const trackWith = (stopped: readonly StoppedTask[]) =>
    Object.assign(newTrack(partFrom(since)), { stopped, service: { events } });
  const seen: StoppedTask = {
    arn: arn('1'),
    id: '1',
    stopCode: 'EssentialContainerExited',
    containers: [{ name: 'api', exitCode: 3 }],
  };
  const throws = () => {
    throw refused('throttled');
  };

  test('is told of the tasks that were read before', async () => {
    const { sources } = answeringSources({ ListTasks: throws, DescribeTaskDefinition: throws });
    const track = trackWith([seen]);
    const why = await diagnoseTrack(sources, track, {});
    expect(why).toMatchObject({ code: 'exit-code', what: 'container "api" exits 3' });
    expect(why.evidence).toContain('is unable to consistently start tasks successfully.');
    expect(track.stopped).toEqual([seen]);
    expect(track.containers).toBeUndefined();
  });

  test('is told of those that are there now, and they are kept', async () => {
    const { sources } = answeringSources(tasksOf([task('7'), task('8')]));
    const track = trackWith([seen]);
    expect((await diagnoseTrack(sources, track, {})).what).toBe('container "api" exits 1 (2 times)');
    expect(track.stopped.map(({ id }) => id)).toEqual(['8', '7']);
  });

  test('reads a definition once', async () => {
    const { sources, asked } = answeringSources({});
    const track = trackWith([]);
    for (const _ of [1, 2]) await diagnoseTrack(sources, track, {});
    expect(asked.filter(({ operation }) => operation === 'DescribeTaskDefinition')).toHaveLength(1);
  });

  test('is given up with the run', async () => {
    const { sources } = answeringSources({ ListTasks: throws });
    const abort = new AbortController();
    abort.abort(new Error('cancelled'));
    await expect(diagnoseTrack(sources, trackWith([]), { signal: abort.signal })).rejects.toThrow('cancelled');
  });
});
