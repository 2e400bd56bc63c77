import { expect } from '@jest/globals';
import { annotations } from '#report/annotate';
import type { Case } from './axes.ts';
import { expectEnd } from './expect-end.ts';
import { judgeQuoted } from './judge-quoted.ts';
import { judgeServing } from './judge-serving.ts';
import { judgeWords } from './judge-shown.ts';
import { judgeTimes } from './judge-times.ts';
import type { Played } from './play-case.ts';

/** Whether a case ended as the model says: verdict, words, calls, times, and what the far end has. */
export function judgeCase(one: Case, played: Played): void {
  const expected = expectEnd(one);
  const { ran, side, calls, said } = played;
  const { verdict, code } = expected;
  const why = ran.report.diagnosis;
  const seen = { verdict: ran.verdict, code: ran.code, what: why?.what };
  expect(seen).toEqual({ verdict, code, what: code === undefined ? undefined : why?.what });
  judgeWords(expected, why, annotations(ran.report));
  judgeQuoted(expected, why, said);
  judgeServing(expected, side, ran.rows);
  judgeTimes(expected, played);
  expect(calls).toBeLessThanOrEqual(expected.calls(ran.took));
}
