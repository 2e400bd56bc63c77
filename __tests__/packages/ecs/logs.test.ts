import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { connectLogs } from '#ecs/task/logs-client';
import { logPlace, readLogs, tailLogs } from '#ecs/task/read-logs';
import { inProcess } from '../../../local-aws/sdk-transport.ts';
import { Stage } from '../../local-aws/ecs/stage.ts';
import { connectTo } from './watch-stage.ts';

const place = { group: '/shop/api', stream: 'api/api/1' };

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
        read.push(...(await reader.rest(aws.clock, aws.signal)));
        expect(read).toEqual(written);
      },
    ),
    { numRuns: 60 },
  );
});

test('after the end it waits for late lines, and not longer than 5 s', async () => {
  const { stage, aws, logs, create, write } = await open({ logs: { lagMs: 1_900 } });
  await create();
  await write(['late']);
  const begin = stage.clock.now();
  expect(await readLogs(logs, place).rest(aws.clock, aws.signal)).toEqual(['late']);
  expect(stage.clock.now() - begin).toBeLessThanOrEqual(5_000);
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
