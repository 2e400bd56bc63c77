import { expect, test } from '@jest/globals';
import { playCase } from './play-case.ts';
import { nameOf, table } from './table.ts';

/** What the matrix has found, each by name. */
const play = (name: string) => {
  const found = table.find((one) => nameOf(one) === name);
  if (found === undefined) throw new Error(`the matrix has no case "${name}"`);
  return playCase(found);
};

test('tasks that are MISSING when they are first asked for are counted all the same', async () => {
  const { ran } = await play('the breaker goes back, the container exits 1; things are missing at first');
  expect(ran.report.diagnosis?.what).toMatch(/exits 1, .* \((?:[3-9]|\d\d) times\)$/);
});

test('what was seen to have gone back is not looked for again before it is told', async () => {
  const { side, endedAt } = await play('a hook is not answered in time; no trouble');
  const seen = side.shop.aws.calls.findLast(({ operation }) => operation === 'ecs:DescribeServiceDeployments');
  expect(endedAt - (seen?.at ?? 0)).toBe(0);
});
