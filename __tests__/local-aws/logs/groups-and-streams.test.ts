import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from '@jest/globals';
import { refusal, virtualAccount } from '../rds/virtual-account.ts';

const group = { logGroupName: '/ecs/api' };
const at = { ...group, logStreamName: 'by-hand' };

async function service() {
  const { logs, clock, settings } = virtualAccount({ logs: { lagMs: 0 } });
  const client = new CloudWatchLogs(settings);
  await client.createLogGroup(group);
  return { logs, client, clock };
}

test('groups are listed by name, page by page', async () => {
  const { client, logs } = await service();
  for (let index = 0; index < 60; index++) logs.createGroup(`/lambda/${String(index).padStart(2, '0')}`);
  const first = await client.describeLogGroups({});
  const second = await client.describeLogGroups({ nextToken: first.nextToken });
  expect([first.logGroups?.length, second.logGroups?.length, second.nextToken]).toEqual([50, 11, undefined]);
  const { logGroups: [one] = [] } = await client.describeLogGroups({ logGroupNamePrefix: '/ecs' });
  expect(one).toMatchObject({
    logGroupName: '/ecs/api',
    arn: 'arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/api:*',
    creationTime: Date.UTC(2026, 0, 5, 9),
  });
  expect([logs.groupExists('/ecs/api'), logs.groupExists('/ecs/web')]).toEqual([true, false]);
});

test('streams are listed by name or by their last line', async () => {
  const { client, logs, clock } = await service();
  await client.createLogStream(at);
  for (const name of ['b', 'a']) {
    await clock.advance(1_000);
    logs.put('/ecs/api', name, 'x', clock.now());
  }
  const names = async (input: object) =>
    (await client.describeLogStreams({ ...group, ...input })).logStreams?.map((stream) => stream.logStreamName);
  expect(await names({})).toEqual(['a', 'b', 'by-hand']);
  expect(await names({ orderBy: 'LastEventTime', descending: true })).toEqual(['a', 'b', 'by-hand']);
  expect(await names({ orderBy: 'LastEventTime', limit: 1 })).toEqual(['by-hand']);
  expect(await names({ logStreamNamePrefix: 'by' })).toEqual(['by-hand']);
  const byArn = await client.describeLogStreams({
    logGroupIdentifier: 'arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/api',
  });
  expect(byArn.logStreams).toHaveLength(3);
});

test('lines are put in batches, too old and too new ones are named', async () => {
  const { client, clock, logs } = await service();
  await client.createLogStream(at);
  const now = clock.now();
  const day = 86_400_000;
  const times = [now - 15 * day, now - 1_000, now, now + 3 * 3_600_000];
  const answer = await client.putLogEvents({
    ...at,
    logEvents: times.map((timestamp, index) => ({ timestamp, message: `line ${index}` })),
  });
  expect(answer.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 3 });
  expect(logs.lines('/ecs/api', 'by-hand')).toEqual(['line 1', 'line 2']);
  expect(logs.lines('/ecs/api', 'none')).toEqual([]);
});

const patterns = [
  { filterPattern: '', finds: ['ERROR: no database', 'error: no', 'all good'] },
  { filterPattern: 'ERROR', finds: ['ERROR: no database'] },
  { filterPattern: '"no database"', finds: ['ERROR: no database'] },
  { filterPattern: '?ERROR ?good', finds: ['ERROR: no database', 'all good'] },
  { filterPattern: 'no -ERROR', finds: ['error: no'] },
];

test.each(patterns)('filter $filterPattern', async ({ filterPattern, finds }) => {
  const { client, clock, logs } = await service();
  for (const [stream, line] of [
    ['one', 'ERROR: no database'],
    ['two', 'error: no'],
    ['one', 'all good'],
  ] as const) {
    await clock.advance(10);
    logs.put('/ecs/api', stream, line, clock.now());
  }
  const found = await client.filterLogEvents({ ...group, filterPattern });
  expect(found.events?.map((event) => event.message)).toEqual(finds);
  const pages: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.filterLogEvents({ ...group, filterPattern, limit: 1, nextToken });
    pages.push(...(page.events ?? []).map((event) => event.message));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(pages).toEqual(finds);
});

type Client = CloudWatchLogs;

const refusals: readonly { name: string; call: (client: Client) => Promise<unknown>; says: string }[] = [
  {
    name: 'a group that exists',
    call: (client) => client.createLogGroup(group),
    says: 'ResourceAlreadyExistsException: The specified log group already exists',
  },
  {
    name: 'a stream that exists',
    call: async (client) => {
      await client.createLogStream(at);
      await client.createLogStream(at);
    },
    says: 'ResourceAlreadyExistsException: The specified log stream already exists',
  },
  {
    name: 'a stream of no group',
    call: (client) => client.createLogStream({ ...at, logGroupName: 'none' }),
    says: 'ResourceNotFoundException: The specified log group does not exist.',
  },
  {
    name: 'lines for no stream',
    call: (client) => client.putLogEvents({ ...at, logEvents: [{ timestamp: 1, message: 'x' }] }),
    says: 'ResourceNotFoundException: The specified log stream does not exist.',
  },
  {
    name: 'lines in disorder',
    call: async (client) => {
      await client.createLogStream(at);
      const logEvents = [
        { timestamp: Date.UTC(2026, 0, 5, 9), message: 'b' },
        { timestamp: Date.UTC(2026, 0, 5, 8), message: 'a' },
      ];
      await client.putLogEvents({ ...at, logEvents });
    },
    says: 'InvalidParameterException: Log events in a single PutLogEvents request must be in chronological order.',
  },
  {
    name: 'a filter of fields',
    call: (client) => client.filterLogEvents({ ...group, filterPattern: '{ $.level = "error" }' }),
    says: 'InvalidParameterException: local-aws does not know this filter pattern',
  },
  {
    name: 'a filter over a stream that is not there',
    call: (client) => client.filterLogEvents({ ...group, logStreamNames: ['none'] }),
    says: 'ResourceNotFoundException: The specified log stream does not exist.',
  },
];

test.each(refusals)('refuses $name', async ({ call, says }) => {
  const { client } = await service();
  expect(await refusal(call(client))).toContain(says);
});
