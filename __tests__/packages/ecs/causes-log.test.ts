import { describe, expect, test } from '@jest/globals';
import { gatherEvidence, type SeenFailure } from '#ecs/diagnose/gather-evidence';
import { readContainers } from '#ecs/diagnose/read-containers';
import type { StoppedTask } from '#ecs/diagnose/stopped-task';
import type { Logs } from '#ecs/task/logs-client';
import { answeringEcs, refused } from './answering-ecs.ts';

// Which containers a revision has, and whose last lines belong to a failure.

const arn = (id: string) => `arn:aws:ecs:x:1:task/demo/${id}`;

describe('the containers of a revision', () => {
  const read = (...containerDefinitions: readonly object[]) =>
    readContainers(
      answeringEcs({ DescribeTaskDefinition: () => ({ taskDefinition: { containerDefinitions } }) }).ecs,
      'api:2',
    );

  test.each<readonly [string, object, object]>([
    ['nothing is said of one', {}, { name: '', image: '', essential: true, variables: [], secrets: {} }],
    [
      'all is said',
      {
        name: 'api',
        image: 'api:1',
        essential: false,
        environment: [{ name: 'A', value: 'a' }, {}],
        secrets: [{ name: 'B', valueFrom: 'arn:b' }, {}],
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': '/shop', 'awslogs-stream-prefix': 'api' },
        },
      },
      {
        name: 'api',
        image: 'api:1',
        essential: false,
        variables: ['A', ''],
        secrets: { B: 'arn:b', '': '' },
        log: { driver: 'awslogs', group: '/shop', prefix: 'api' },
      },
    ],
    [
      'a log that goes elsewhere',
      { logConfiguration: { logDriver: 'splunk' } },
      { name: '', image: '', essential: true, variables: [], secrets: {}, log: { driver: 'splunk' } },
    ],
  ])('%s', async (_name, definition, facts) => {
    expect(await read(definition)).toStrictEqual([facts]);
  });

  test('none where AWS says nothing', async () => {
    const { ecs } = answeringEcs({ DescribeTaskDefinition: () => ({}) });
    expect(await readContainers(ecs, 'api:2')).toEqual([]);
  });
});

describe('the log that belongs to a failure', () => {
  const api = {
    name: 'api',
    image: 'api:1',
    essential: true,
    secrets: {},
    variables: [],
    log: { driver: 'awslogs', group: '/shop', prefix: 'shop' },
  };
  const agent = { ...api, name: 'agent', essential: false };
  const stopped = (id: string, ends: StoppedTask['containers'], stoppedAt = Number(id)): StoppedTask => ({
    arn: arn(id),
    id,
    stopCode: 'EssentialContainerExited',
    stoppedAt,
    containers: ends,
  });
  const exits = (exitCode: number) => [
    { name: 'agent', exitCode: 137 },
    { name: 'api', exitCode },
  ];
  const seen: SeenFailure = {
    place: 'service api in demo',
    revision: 'api:2',
    containers: [api, agent],
    tasks: [],
    events: [],
  };

  /** Every stream says its own name. */
  async function gather(more: Partial<SeenFailure>, refusal?: unknown, signal?: AbortSignal) {
    const asked: string[] = [];
    const logs = {
      call: async (_operation: string, { logStreamName }: { readonly logStreamName: string }) => {
        asked.push(logStreamName);
        if (refusal !== undefined) throw refusal;
        return { events: [{ message: `said in ${logStreamName}` }] };
      },
    } as unknown as Logs;
    const found = await gatherEvidence({ ...seen, ...more }, async () => logs, signal === undefined ? {} : { signal });
    return { ...found, asked };
  }

  test('is none without a task', async () => {
    expect(await gather({})).toEqual({ ...seen, log: [], asked: [] });
  });

  test('is that of the failing container, in the oldest task of the largest group', async () => {
    const tasks = [stopped('9', exits(2)), stopped('5', exits(1)), stopped('3', exits(1)), stopped('4', exits(1))];
    const { tasks: group, failing, log } = await gather({ tasks });
    expect(group.map(({ id }) => id)).toEqual(['5', '4', '3']);
    expect(failing).toEqual({ name: 'api', exitCode: 1 });
    expect(log).toEqual(['said in shop/api/3']);
  });

  test('is that of the oldest in which the container ran', async () => {
    const tasks = [
      stopped('5', exits(1)),
      stopped('3', [
        { name: 'agent', exitCode: 137 },
        { name: 'api', exitCode: 1 },
      ]),
      { ...stopped('2', [{ name: 'api' }]), stopCode: 'x' },
    ];
    expect((await gather({ tasks })).log).toEqual(['said in shop/api/3']);
  });

  test('is none when it never ran', async () => {
    const { failing, log, asked } = await gather({
      tasks: [stopped('5', [{ name: 'api' }, { name: 'agent', exitCode: 0 }])],
    });
    expect({ failing, log, asked }).toEqual({ failing: { name: 'api' }, log: [], asked: [] });
  });

  test('is none when the definition is not known', async () => {
    const { failing, log, asked } = await gather({ tasks: [stopped('5', exits(1))], containers: [] });
    expect({ failing, log, asked }).toEqual({ failing: { name: 'api', exitCode: 1 }, log: [], asked: [] });
  });

  test('is none of a task without any container of its definition', async () => {
    const found = await gather({ tasks: [stopped('5', [{ name: 'other', exitCode: 1 }])] });
    expect(found).not.toHaveProperty('failing');
    expect(found.asked).toEqual([]);
  });

  test.each<readonly [string, Partial<typeof api>, unknown, string | undefined]>([
    [
      'goes elsewhere',
      { log: { ...api.log, driver: 'splunk' } },
      undefined,
      'no log lines: container api logs through splunk, not CloudWatch',
    ],
    [
      'may not be read',
      {},
      refused('denied', 'AccessDeniedException', 'you may not'),
      'no log lines of shop/api/5 in /shop: you may not',
    ],
    ['fails without an error', {}, 'just words', 'no log lines of shop/api/5 in /shop: just words'],
    ['does not exist', {}, refused('not-found', 'ResourceNotFoundException'), undefined],
  ])('is a note when it %s', async (_name, more, refusal, note) => {
    const { log, logNote } = await gather(
      { tasks: [stopped('5', exits(1))], containers: [{ ...api, ...more }, agent] },
      refusal,
    );
    expect({ log, logNote }).toEqual({ log: [], logNote: note });
  });

  test('is given up with the run', async () => {
    const abort = new AbortController();
    abort.abort(new Error('cancelled'));
    const given = gather({ tasks: [stopped('5', exits(1))] }, refused('transient'), abort.signal);
    await expect(given).rejects.toThrow('cancelled');
  });
});
