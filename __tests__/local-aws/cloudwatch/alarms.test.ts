import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect, test } from '@jest/globals';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { evaluateRule } from '../../../local-aws/cloudwatch/evaluate-rule.ts';
import type { AlarmState } from '../../../local-aws/cloudwatch/model.ts';
import { createLocalAws } from '../../../local-aws/index.ts';
import { inProcess } from '../../../local-aws/sdk-transport.ts';

function account() {
  const clock = new VirtualClock();
  const aws = createLocalAws({ clock });
  const client = new CloudWatchClient({
    region: aws.world.region,
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: inProcess(aws, (work) => clock.busy(work)),
  });
  const put = (AlarmName: string) =>
    client.send(new PutMetricAlarmCommand({ AlarmName, Period: 60, EvaluationPeriods: 2 } as never));
  const state = (AlarmName: string, StateValue: AlarmState) =>
    client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: `it is ${StateValue}` }));
  const describe = (input: DescribeAlarmsCommandInput = {}) => client.send(new DescribeAlarmsCommand(input));
  return { aws, client, clock, put, state, describe };
}

test('an alarm begins without data, takes the states that are set, and keeps them when it is put again', async () => {
  const { clock, put, state, describe } = account();
  await put('errors');
  const begun = await describe({ AlarmNames: ['errors'] });
  expect(begun.MetricAlarms).toMatchObject([{ AlarmName: 'errors', StateValue: 'INSUFFICIENT_DATA', Period: 60 }]);
  await clock.advance(60_000);
  await state('errors', 'ALARM');
  await put('errors');
  const red = (await describe()).MetricAlarms?.[0];
  expect(red).toMatchObject({ StateValue: 'ALARM', StateReason: 'it is ALARM' });
  expect(red?.StateTransitionedTimestamp?.getTime()).toBe(clock.now());
});

test('composite alarms follow at once, and are shown only when they are asked for', async () => {
  const { client, put, state, describe } = account();
  await put('a');
  await put('b');
  await client.send(new PutCompositeAlarmCommand({ AlarmName: 'both', AlarmRule: 'ALARM("a") AND NOT OK(b)' }));
  await state('a', 'ALARM');
  const AlarmNames = ['a', 'both', 'nobody'];
  const plain = await describe({ AlarmNames });
  expect(plain.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['a']);
  expect(plain.CompositeAlarms).toEqual([]);
  const all = await describe({ AlarmNames, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
  expect(all.CompositeAlarms).toMatchObject([{ AlarmName: 'both', StateValue: 'ALARM' }]);
  await state('b', 'OK');
  expect((await describe({ AlarmTypes: ['CompositeAlarm'] })).CompositeAlarms?.[0]?.StateValue).toBe('OK');
});

test('alarms come in pages and can be filtered', async () => {
  const { put, state, describe } = account();
  for (const name of ['web-1', 'web-2', 'api-1']) await put(name);
  await state('web-2', 'ALARM');
  const first = await describe({ MaxRecords: 2 });
  expect(first.MetricAlarms).toHaveLength(2);
  const second = await describe({ MaxRecords: 2, NextToken: first.NextToken });
  expect([second.MetricAlarms?.length, second.NextToken]).toEqual([1, undefined]);
  const named = await describe({ AlarmNamePrefix: 'web-', StateValue: 'ALARM' });
  expect(named.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['web-2']);
});

test.each([
  [
    'a state of an alarm that is not there',
    new SetAlarmStateCommand({ AlarmName: 'x', StateValue: 'OK', StateReason: 'y' }),
    'ResourceNotFound',
  ],
  ['an alarm without a name', new PutMetricAlarmCommand({} as never), 'MissingRequiredParameterException'],
  ['deleting what is not there', new DeleteAlarmsCommand({ AlarmNames: ['x'] }), 'ResourceNotFound'],
  [
    'a rule that cannot be read',
    new PutCompositeAlarmCommand({ AlarmName: 'x', AlarmRule: 'ALARM(a' }),
    'ValidationException',
  ],
  [
    'more than 100 names',
    new DescribeAlarmsCommand({ AlarmNames: Array.from({ length: 101 }, String) }),
    'ValidationException',
  ],
] as const)('%s is refused', async (_name, command, code) => {
  const { client } = account();
  await expect(client.send(command as never)).rejects.toMatchObject({ name: code });
});

test('a deleted alarm is gone, and the call is known by its name in IAM', async () => {
  const { aws, client, put, describe } = account();
  await put('a');
  await client.send(new DeleteAlarmsCommand({ AlarmNames: ['a'] }));
  expect((await describe()).MetricAlarms).toEqual([]);
  expect(aws.calls.at(-1)?.operation).toBe('cloudwatch:DescribeAlarms');
});

const states: Readonly<Record<string, AlarmState>> = { a: 'ALARM', b: 'OK', c: 'INSUFFICIENT_DATA', 'd e': 'ALARM' };
test.each([
  ['ALARM(a)', true],
  ['ALARM(b)', false],
  ['alarm("d e") and ok(b)', true],
  ['ALARM(b) OR ALARM(b) AND TRUE', false],
  ['ALARM(a) OR ALARM(b) AND FALSE', true],
  ['(ALARM(a) OR TRUE) AND FALSE', false],
  ['NOT (ALARM(b) OR NOT INSUFFICIENT_DATA(c))', true],
  ['ALARM("arn:aws:cloudwatch:eu-central-1:111122223333:alarm:a")', true],
  ['ALARM(nobody)', false],
])('the rule %s is %s', (rule, holds) => {
  expect(evaluateRule(rule, (name) => states[name])).toBe(holds);
});
