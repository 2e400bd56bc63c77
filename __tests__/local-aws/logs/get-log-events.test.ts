import { CloudWatchLogs, type GetLogEventsCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from '@jest/globals';
import type { LogsOptions } from '../../../local-aws/logs/log-store.ts';
import { refusal, statesOf, virtualAccount } from '../rds/virtual-account.ts';

const at = { logGroupName: '/ecs/api', logStreamName: 'api/api/0123' };

function service(options: LogsOptions = { lagMs: 500 }) {
  const aws = virtualAccount({ logs: options });
  const { logs, clock } = aws;
  logs.createGroup(at.logGroupName);
  const write = (line: string, time = clock.now()) => logs.put(at.logGroupName, at.logStreamName, line, time);
  const client = new CloudWatchLogs(aws.settings);
  const read = async (input: Partial<GetLogEventsCommandInput> = {}) => {
    const answer = await client.getLogEvents({ ...at, startFromHead: true, ...input });
    return { ...answer, lines: (answer.events ?? []).map((event) => event.message) };
  };
  return { aws, logs, clock, write, client, read };
}

test('a stream is there from its first line on, a moment after it was written', async () => {
  const { write, read, clock, aws } = service();
  expect(await refusal(read())).toBe('ResourceNotFoundException: The specified log stream does not exist.');
  write('starting');
  await clock.advance(400);
  expect(await refusal(read())).toBe('ResourceNotFoundException: The specified log stream does not exist.');
  await clock.advance(200);
  const { events } = await read();
  expect(events).toEqual([
    {
      message: 'starting',
      timestamp: Date.UTC(2026, 0, 5, 9),
      ingestionTime: Date.UTC(2026, 0, 5, 9) + 500,
    },
  ]);
  expect(statesOf(aws, 'logs.stream')).toEqual(['first-line']);
});

test('the end is the token that was sent, until there is more', async () => {
  const { write, read, clock } = service();
  write('one');
  await clock.advance(1_000);
  const first = await read();
  const end = await read({ nextToken: first.nextForwardToken });
  expect([end.lines, end.nextForwardToken]).toEqual([[], first.nextForwardToken]);
  write('two');
  const notYet = await read({ nextToken: end.nextForwardToken });
  expect([notYet.lines, notYet.nextForwardToken]).toEqual([[], end.nextForwardToken]);
  await clock.advance(1_000);
  const more = await read({ nextToken: end.nextForwardToken });
  expect(more.lines).toEqual(['two']);
  expect(more.nextForwardToken).not.toBe(end.nextForwardToken);
});

test('an empty page in the middle comes with a new token', async () => {
  const { write, read, clock } = service({ lagMs: 0, emptyPage: (reads) => reads % 2 === 1 });
  for (const line of ['a', 'b', 'c']) write(line);
  await clock.advance(1);
  const pages: unknown[] = [];
  const tokens: (string | undefined)[] = [undefined];
  for (let reads = 0; reads < 7; reads++) {
    const sent = tokens.at(-1);
    const page = await read({ limit: 1, ...(sent === undefined ? {} : { nextToken: sent }) });
    pages.push(page.lines);
    tokens.push(page.nextForwardToken);
  }
  expect(pages).toEqual([[], ['a'], [], ['b'], [], ['c'], []]);
  expect(new Set(tokens.slice(0, 7)).size).toBe(7);
  expect(tokens[7]).toBe(tokens[6]);
});

test('without startFromHead the newest lines come first, backwards to the beginning', async () => {
  const { write, read, clock } = service({ lagMs: 0 });
  for (let line = 1; line <= 5; line++) write(`line ${line}`);
  await clock.advance(1);
  const newest = await read({ startFromHead: false, limit: 2 });
  expect(newest.lines).toEqual(['line 4', 'line 5']);
  const before = await read({ limit: 2, nextToken: newest.nextBackwardToken });
  expect(before.lines).toEqual(['line 2', 'line 3']);
  const oldest = await read({ limit: 2, nextToken: before.nextBackwardToken });
  expect(oldest.lines).toEqual(['line 1']);
  const end = await read({ limit: 2, nextToken: oldest.nextBackwardToken });
  expect([end.lines, end.nextBackwardToken]).toEqual([[], oldest.nextBackwardToken]);
  const forward = await read({ nextToken: newest.nextForwardToken });
  expect(forward.lines).toEqual([]);
});

const pages = [
  { name: 'at most 10 000 lines', lines: 12_000, length: 10, first: 10_000 },
  { name: 'at most 1 MB', lines: 30, length: 50_000, first: 20 },
  { name: 'one line that is too large alone', lines: 2, length: 2_000_000, first: 1 },
];

test.each(pages)('a page has $name', async ({ lines, length, first }) => {
  const { write, read, clock } = service({ lagMs: 0 });
  for (let line = 0; line < lines; line++) write('x'.repeat(length));
  await clock.advance(1);
  const page = await read();
  expect(page.lines).toHaveLength(first);
  const rest = await read({ nextToken: page.nextForwardToken });
  expect(rest.lines).toHaveLength(lines - first);
});

test('a time range leaves out its end', async () => {
  const { write, read, clock } = service({ lagMs: 0 });
  for (let line = 0; line < 4; line++) {
    write(`line ${line}`);
    await clock.advance(1_000);
  }
  const start = Date.UTC(2026, 0, 5, 9);
  const { lines } = await read({ startTime: start + 1_000, endTime: start + 3_000 });
  expect(lines).toEqual(['line 1', 'line 2']);
});

test('a line never overtakes an earlier one', async () => {
  const lags = [900, 100];
  const { write, read, clock } = service({ lagMs: () => lags.shift() ?? 0 });
  write('slow');
  write('fast');
  await clock.advance(500);
  expect(await refusal(read())).toContain('ResourceNotFoundException');
  await clock.advance(500);
  expect((await read()).lines).toEqual(['slow', 'fast']);
});

const refusals: readonly { name: string; input: Partial<GetLogEventsCommandInput>; says: string }[] = [
  { name: 'a group', input: { logGroupName: 'none' }, says: 'The specified log group does not exist.' },
  { name: 'a stream', input: { logStreamName: 'none' }, says: 'The specified log stream does not exist.' },
  { name: 'a token', input: { nextToken: 'f/1/s' }, says: 'The specified nextToken is invalid.' },
  { name: 'a limit of zero', input: { limit: 0 }, says: 'greater than or equal to 1' },
  { name: 'a limit too large', input: { limit: 10_001 }, says: 'less than or equal to 10000' },
];

test.each(refusals)('refuses $name that is not', async ({ input, says }) => {
  const { write, read, clock } = service({ lagMs: 0 });
  write('one');
  await clock.advance(1);
  expect(await refusal(read(input))).toContain(says);
});
