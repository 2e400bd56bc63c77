import { expect, test } from '@jest/globals';
import { judgeCase } from './judge-case.ts';
import { playCase } from './play-case.ts';
import { axes } from './table.ts';

/** What the matrix has found, each by name: an outcome under a condition, with a start. */
function caseOf(outcome: string, condition: string, cause = 'they run') {
  const named = <T extends { readonly name: string }>(all: readonly T[], name: string): T => {
    const found = all.find((one) => one.name === name);
    if (found === undefined) throw new Error(`the matrix knows no "${name}"`);
    return found;
  };
  return {
    outcome: named(axes.outcome, outcome),
    condition: named(axes.condition, condition),
    cause: named(axes.cause, cause),
  };
}

test('tasks that are MISSING when they are first asked for are counted all the same', async () => {
  const { ran } = await playCase(
    caseOf('the breaker goes back', 'things are missing at first', 'the container exits 1'),
  );
  expect(ran.report.diagnosis?.what).toMatch(/exits 1, .* \((?:[3-9]|\d\d) times\)$/);
});

test('what was seen to have gone back is not looked for again before it is told', async () => {
  const { side, endedAt } = await playCase(caseOf('a hook is not answered in time', 'no trouble'));
  const seen = side.shop.aws.calls.findLast(({ operation }) => operation === 'ecs:DescribeServiceDeployments');
  expect(endedAt - (seen?.at ?? 0)).toBe(0);
});

/** Whole cases, as the model has them. */
test.each([
  {
    found: 'a service that is MISSING when the way back begins leaves the bad revision serving',
    one: caseOf('no breaker, we go back', 'things are missing now and then', 'the container exits 1'),
  },
  {
    found: 'a service that is MISSING when the cause is read hides its events',
    one: caseOf('no capacity', 'things are missing now and then'),
  },
  {
    found: 'what was MISSING in every look is taken for deleted',
    one: caseOf('percentages that allow nothing', 'things are missing now and then'),
  },
  {
    found: 'who has stopped it depends on when it is looked at, where only events tell',
    one: caseOf('blue/green, somebody stops it in the bake', 'the newer APIs denied'),
  },
  {
    found: 'who has stopped it is taken for the tasks that failed, where only events tell',
    one: caseOf('somebody stops it while tasks fail', 'the newer APIs denied', 'the image is for another platform'),
  },
  {
    found: 'a failed hook is not quoted in the first annotation, where only events tell',
    one: caseOf('a hook says no', 'the newer APIs denied'),
  },
  {
    found: 'a hook that fails is told ten seconds later, as if the strategy had its time',
    one: caseOf('a hook is not answered in time', 'every third call throttled'),
  },
  {
    found: 'what explains an alarm is read one after the other',
    one: caseOf('canary, an alarm while it has ten percent', 'answers take 2 s'),
  },
])('$found: no more', async ({ one }) => judgeCase(one, await playCase(one)));
