import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { checkBake } from '#verification/check-bake';
import { checkOfUrl } from '#verification/health-checks';
import { alarmWorld, begin } from './alarm-world.ts';
import { scriptedHttp } from './far-end.ts';

const minute = 60_000;
const url = checkOfUrl('https://shop.example.com/health');

/** Bakes for ten minutes; `bad`: whether the n-th answer is. */
async function bake(bad: (count: number) => boolean, alarms: readonly string[] = ['errors']) {
  const world = alarmWorld();
  for (const name of alarms) world.far.alarms.set(name, 'OK');
  await begin(world);
  const start = world.clock.now();
  const http = scriptedHttp(world.clock, (_, count) => (bad(count) ? { status: 500 } : {}));
  const options = { aws: world.aws, http, alarms, urls: [{ check: url }], ms: 10 * minute };
  const result = await checkBake(options).run({ ...world.context, deadline: start + 10 * minute });
  return { result, world, took: world.clock.now() - start };
}

test('it takes its time to the second, says a line a minute, and sums up', async () => {
  const { result, world, took } = await bake((count) => count === 7);
  expect(took).toBeGreaterThanOrEqual(10 * minute);
  expect(took).toBeLessThanOrEqual(10 * minute + 1_000);
  expect(result).toMatchObject({ kind: 'passed' });
  const { summary } = result as { summary: string };
  expect(summary).toMatch(/^baked for 10 min: alarm errors quiet, (\d+) of (\d+) answers good$/);
  const lines = world.lines.filter((line) => line.startsWith('baking'));
  expect(lines.length).toBeGreaterThanOrEqual(8);
  expect(lines.length).toBeLessThanOrEqual(10);
  expect(lines[0]).toMatch(/^baking, \d min( \d+ s)? left: alarm errors quiet, \d+ of \d+ answers good$/);
});

test('a look at the alarms that fails is made again', async () => {
  const world = alarmWorld();
  world.far.alarms.set('errors', 'OK');
  await begin(world);
  world.far.faults.add({ operation: /^cloudwatch/, every: 2, do: { kind: 'server-error' } });
  const options = {
    aws: world.aws,
    http: scriptedHttp(world.clock, () => ({})),
    alarms: ['errors'],
    urls: [],
    ms: minute,
  };
  expect(await checkBake(options).run(world.context)).toMatchObject({ kind: 'passed' });
});

test('a cancel ends it at once', async () => {
  const world = alarmWorld();
  await begin(world);
  const options = {
    aws: world.aws,
    http: scriptedHttp(world.clock, () => ({})),
    alarms: [],
    urls: [{ check: url }],
    ms: minute,
  };
  const start = world.clock.now();
  world.clock.at(start + 15_000, () => world.abort.abort(new Error('SIGINT')));
  await expect(checkBake(options).run(world.context)).rejects.toThrow('SIGINT');
  expect(world.clock.now() - start).toBe(15_000);
});

test('three bad answers in a row fail it, at the third; fewer never do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 58, maxLength: 58 }), async (answers) => {
      const third = answers.findIndex((_, at) => at >= 2 && !answers[at] && !answers[at - 1] && !answers[at - 2]);
      const { result, took } = await bake((count) => answers[count - 1] === false, []);
      expect(result.kind).toBe(third < 0 ? 'passed' : 'failed');
      if (third >= 0) expect(Math.abs(took - third * 10_000)).toBeLessThanOrEqual((third + 1) * 10 + 1_000);
    }),
    { numRuns: 25 },
  );
});
