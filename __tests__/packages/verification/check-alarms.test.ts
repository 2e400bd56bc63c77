import { describe, expect, test } from '@jest/globals';
import { checkAlarms } from '#verification/check-alarms';
import { alarmCases } from '../../cases/verification-alarms.ts';
import { type AlarmWorld, alarmWorld, begin } from './alarm-world.ts';

describe.each(alarmCases)('$code: $name', ({ run, code, what, fix }) => {
  test('fails with its cause', async () => {
    const result = await run();
    if (result.kind !== 'failed') throw new Error(`it passed: ${result.summary}`);
    expect(result.diagnosis.code).toBe(code);
    expect(result.diagnosis.what).toMatch(what);
    expect(result.diagnosis.fix).toMatch(fix);
  });
});

const check = ({ aws, context }: AlarmWorld, ...names: readonly string[]) => checkAlarms(aws, names).run(context);

test.each([
  ['all are quiet', (world: AlarmWorld) => world.far.alarms.set('a', 'OK'), '2 alarms quiet', 0],
  ['one has no data: a warning', () => {}, '2 alarms quiet', 1],
] as const)('%s', async (_name, prepare, summary, warnings) => {
  const world = alarmWorld();
  for (const name of ['a', 'b']) world.far.alarms.set(name, 'OK');
  world.far.alarms.set('a', 'INSUFFICIENT_DATA', 'Insufficient Data: 1 datapoint was unknown.');
  prepare(world);
  await begin(world);
  const result = await check(world, 'a', 'b');
  expect(result).toMatchObject({ kind: 'passed', summary });
  expect('warnings' in result ? result.warnings : []).toHaveLength(warnings);
});

test('one that was red before the rollout may recover: what is deployed may be the cure', async () => {
  const world = alarmWorld();
  world.far.alarms.set('a', 'ALARM');
  await begin(world);
  world.clock.at(world.clock.now() + 90_000, () => world.far.alarms.set('a', 'OK'));
  const start = world.clock.now();
  expect(await check(world, 'a')).toMatchObject({ kind: 'passed', summary: 'alarm a quiet' });
  expect(world.clock.now() - start).toBeLessThanOrEqual(96_000);
  expect(world.lines).toContain('a was in ALARM before the rollout: waiting for it to recover');
});

test('more than a hundred alarms are read in several calls', async () => {
  const world = alarmWorld();
  const names = Array.from({ length: 230 }, (_, index) => `alarm-${index}`);
  for (const name of names) world.far.alarms.set(name, 'OK');
  expect(await check(world, ...names)).toMatchObject({ summary: '230 alarms quiet' });
  expect(world.aws.calls.get('cloudwatch:DescribeAlarms')).toBe(3);
});

test('what may not be read is not good', async () => {
  const world = alarmWorld();
  world.far.faults.add({ operation: 'cloudwatch:DescribeAlarms', do: { kind: 'deny' } });
  await expect(check(world, 'a')).rejects.toMatchObject({ kind: 'denied' });
});
