import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Clock } from '#base/clock';
import { connectLogs } from '#ecs/task/logs-client';
import { logPlace, readLogs, tailLogs, type WriterEnd } from '#ecs/task/read-logs';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import { Stage } from '../../local-aws/ecs/stage.ts';
import { connectTo } from './watch-stage.ts';

const place = { group: '/shop/api', stream: 'api/api/1' };

const endedAt = ({ clock, signal }: { clock: Clock; signal: AbortSignal }, stoppedAt: number): WriterEnd => ({
  clock,
  signal,
  stoppedAt,
  quietMs: 2_500,
});

async function open(options: ConstructorParameters<typeof Stage>[1] = {}) {
  const stage = new Stage({}, options);
  stage.aws.logs.createGroup(place.group);
  const aws = connectTo(stage);
  const writer = new CloudWatchLogsClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    requestHandler: inProcess(stage.aws, (work) => stage.clock.busy(work)),
  });
  const names = { logGroupName: place.group, logStreamName: place.stream };
  const create = () => writer.send(new CreateLogStreamCommand(names));
  const write = async (messages: readonly string[]) => {
    const logEvents = messages.map((message) => ({ message, timestamp: Math.floor(stage.clock.now()) }));
    if (logEvents.length > 0) await writer.send(new PutLogEventsCommand({ ...names, logEvents }));
  };
  return { stage, aws, create, write, logs: await connectLogs(aws) };
}

test('every line once and in order, however it is written, delayed, paged and interrupted', async () => {
  const step = fc.record({ lines: fc.nat({ max: 4 }), pauseMs: fc.integer({ min: 1, max: 3_000 }) });
  const trouble = fc.record({
    lagMs: fc.integer({ min: 0, max: 2_500 }),
    every: fc.integer({ min: 2, max: 9 }),
    empty: fc.integer({ min: 2, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      trouble,
      async (steps, { lagMs, every, empty }) => {
        const { stage, aws, logs, create, write } = await open({
          logs: { lagMs, emptyPage: (read) => read % empty === 0 },
        });
        stage.aws.faults.add({ operation: 'logs:GetLogEvents', every, do: { kind: 'drop-connection' } });
        const reader = readLogs(logs, place);
        const read: string[] = [...(await reader.more())];
        await create();
        const written: string[] = [];
        for (const { lines, pauseMs } of steps) {
          const fresh = Array.from({ length: lines }, (_, index) => `line ${written.length + index}`);
          written.push(...fresh);
          await write(fresh);
          await stage.clock.sleep(pauseMs);
          read.push(...(await reader.more()));
        }
        read.push(...(await reader.rest(endedAt(aws, stage.clock.now()))));
        expect(read).toEqual(written);
      },
    ),
    { numRuns: 60 },
  );
});

describe('after the end', () => {
  const cases: readonly [
    string,
    { lagMs: number; seenAfter?: number; lines?: readonly string[]; waits: [number, number] },
  ][] = [
    ['quiet is counted from the end', { lagMs: 0, waits: [1_500, 1_700] }],
    ['quiet is counted from the end also when it is seen late', { lagMs: 0, seenAfter: 1_200, waits: [1_500, 1_700] }],
    ['what was quiet long enough is over at once', { lagMs: 0, seenAfter: 4_000, waits: [4_000, 4_200] }],
    ['a late line makes it longer', { lagMs: 1_400, waits: [2_900, 3_100] }],
    ['5 s at most', { lagMs: 4_000, waits: [5_000, 5_200] }],
    ['5 s when no line came', { lagMs: 0, lines: [], waits: [5_000, 5_200] }],
  ];
  test.each(cases)('%s', async (_name, { lagMs, seenAfter = 0, lines = ['last'], waits: [least, most] }) => {
    const { stage, aws, logs, create, write } = await open({ logs: { lagMs } });
    await create();
    await write(lines);
    const begin = stage.clock.now();
    await stage.clock.sleep(seenAfter);
    const reader = readLogs(logs, place);
    expect(await reader.rest({ ...endedAt(aws, begin), quietMs: 1_500 })).toEqual(lines);
    expect(stage.clock.now() - begin).toBeGreaterThanOrEqual(least);
    expect(stage.clock.now() - begin).toBeLessThanOrEqual(most);
  });
});

test('a stream that is not there yet has no lines', async () => {
  const { logs } = await open();
  expect(await readLogs(logs, place).more()).toEqual([]);
  expect(await tailLogs(logs, place, 10)).toEqual([]);
});

test('a refused read is thrown, and the lines come when it is allowed again', async () => {
  const { stage, logs, create, write } = await open({ logs: { lagMs: 0 } });
  await create();
  await write(['one']);
  const allow = stage.aws.faults.add({ operation: 'logs:GetLogEvents', do: { kind: 'deny' } });
  const reader = readLogs(logs, place);
  await expect(reader.more()).rejects.toMatchObject({ kind: 'denied' });
  await expect(tailLogs(logs, place, 10)).rejects.toMatchObject({ kind: 'denied' });
  allow();
  expect(await reader.more()).toEqual(['one']);
});

test.each([
  [
    { driver: 'awslogs', group: '/g', prefix: 'p' },
    { group: '/g', stream: 'p/api/1' },
  ],
  [{ driver: 'splunk' }, { unreadable: 'container api logs through splunk, not CloudWatch' }],
  [{ driver: 'awslogs', group: '/g' }, { unreadable: 'container api has no awslogs-group or awslogs-stream-prefix' }],
  [undefined, { unreadable: 'container api has no log configuration' }],
])('where %j logs', (log, expected) => {
  const container = {
    name: 'api',
    image: 'api',
    essential: true,
    secrets: {},
    variables: [],
    ...(log === undefined ? {} : { log }),
  };
  expect(logPlace(container, '1')).toEqual(expected);
});
