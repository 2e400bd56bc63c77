import { afterAll, expect, test } from '@jest/globals';
import { isGreen, type Verdict } from '#report/verdict';
import type { Case } from '../matrix/axes.ts';
import { expectEnd } from '../matrix/expect-end.ts';
import { service } from '../matrix/far-side.ts';
import { judgeSettled } from '../matrix/judge-serving.ts';
import { judgeWords } from '../matrix/judge-shown.ts';
import { nameOf, table } from '../matrix/table.ts';
import { playMatrixBundle } from './play-matrix-bundle.ts';

/** Cases through the bundles: of those that a few seconds of accelerated time are enough for. */
const wanted = 64;
const lanes = 5;

const isShort = ({ outcome, cause, condition }: Case): boolean =>
  cause.kind !== 'balanced' &&
  cause.checked !== true &&
  cause.fates === undefined &&
  outcome.colours !== true &&
  outcome.beside === undefined &&
  condition.identity === undefined &&
  (outcome.decidedBy !== 'nobody' || outcome.name === 'a pause') &&
  // There it depends on when it is looked, which nothing here can tell.
  !(outcome.withoutNewer !== undefined && condition.newer === 'denied') &&
  outcome.name !== 'the way back fails';

const short = table.filter(isShort);
const axes = ['outcome', 'condition', 'cause'] as const;
const cases = choose();

/** First those that have something that no case before had, then the rest at equal distances. */
function choose(): readonly Case[] {
  const seen = new Set<string>();
  const [news, rest]: [Case[], Case[]] = [[], []];
  for (const one of short) {
    const names = axes.map((axis) => `${axis} ${one[axis].name}`);
    (names.some((name) => !seen.has(name)) ? news : rest).push(one);
    for (const name of names) seen.add(name);
  }
  const left = wanted - news.length;
  return [...news, ...Array.from({ length: left }, (_, at) => rest[Math.floor((at * rest.length) / left)] as Case)];
}

type Played = Awaited<ReturnType<typeof playMatrixBundle>>;
const queue = cases.map((one) => ({ one, ending: Promise.withResolvers<Played>() }));
const ends = new Map(queue.map(({ one, ending }) => [one, ending.promise]));
const over = new AbortController();

/** They mostly wait for each other's far end: several at a time, in the order in which they are judged. */
async function work(): Promise<void> {
  for (let next = queue.shift(); next !== undefined && !over.signal.aborted; next = queue.shift()) {
    await playMatrixBundle(next.one).then(next.ending.resolve, next.ending.reject);
  }
}
for (const { ending } of queue) ending.promise.catch(() => {});
const working = Promise.all(Array.from({ length: lanes }, work));

afterAll(async () => {
  over.abort();
  await working;
});

test('there are sixty-four, among them every outcome, condition and start that is short', () => {
  expect(new Set(cases.map(nameOf)).size).toBe(wanted);
  for (const key of axes) {
    expect(new Set(cases.map((one) => one[key].name))).toEqual(new Set(short.map((one) => one[key].name)));
  }
});

test.each(cases.map((one) => ({ name: nameOf(one), one })))(
  '$name',
  async ({ one }) => {
    const { end, side } = (await ends.get(one)) as Played;
    const expected = expectEnd(one);
    const { verdict, 'reason-code': code } = end.outputs;
    expect({ verdict, code, stderr: end.stderr }).toEqual({
      verdict: expected.verdict,
      code: expected.code ?? '',
      stderr: '',
    });
    expect(end.exitCode === 0).toBe(isGreen(verdict as Verdict));
    expect(end.report?.rows.map(({ name }) => name)).toEqual([service]);
    judgeWords(expected, end.report?.diagnosis, end.annotations);
    judgeSettled(expected, side);
  },
  120_000,
);
