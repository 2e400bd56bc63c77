import { expect } from '@jest/globals';
import { annotations } from '#report/annotate';
import type { Case } from './axes.ts';
import { type Expected, expectEnd } from './expect-end.ts';
import type { FarSide } from './far-side.ts';
import { judgeServing, judgeWords } from './judge-shown.ts';
import type { Played } from './play-case.ts';

const terminal = /^(?:SUCCESSFUL|STOPPED|ROLLBACK_SUCCESSFUL|ROLLBACK_FAILED)$/;
const decided = /^(?:ROLLBACK_\w+|STOPPED)$/;
/** Calls before the rollout starts and after its end. */
const around = 60;

/** Whether a case ended as the model says: verdict, words, calls, times, and what the far end has. */
export function judgeCase(one: Case, played: Played): void {
  const expected = expectEnd(one);
  const { ran, side, calls } = played;
  const { verdict, code } = expected;
  const why = ran.report.diagnosis;
  const seen = { verdict: ran.verdict, code: ran.code, what: why?.what };
  expect(seen).toEqual({ verdict, code, what: code === undefined ? undefined : why?.what });
  judgeWords(expected, why, annotations(ran.report));
  judgeServing(expected, side);
  judgeTimes(expected, played);
  const minutes = ran.took / 60_000;
  expect(calls).toBeLessThanOrEqual(around + one.condition.perMinute * Math.max(1, minutes));
}

/** Nobody can know anything before AWS answers again. */
function judgeTimes({ lag, told, doom, blind = 0 }: Expected, { side, ran, startedAt, endedAt }: Played): void {
  const sighted = startedAt + blind;
  const { timeline } = side.shop.aws.world;
  const states = timeline.filter(({ kind, at }) => kind === 'ecs.service-deployment' && at >= startedAt);
  if (lag !== undefined) {
    const truth = states.findLast(({ state }) => terminal.test(state))?.at ?? Number.NaN;
    expect(endedAt - truth).toBeGreaterThanOrEqual(0);
    expect(endedAt - Math.max(truth, sighted)).toBeLessThanOrEqual(lag);
  }
  const saidAt = startedAt + saidAfter(ran.host.lines);
  if (told !== undefined) {
    const truth = states.find(({ state }) => decided.test(state))?.at ?? Number.NaN;
    expect(saidAt - Math.max(truth, sighted)).toBeLessThanOrEqual(told + 1_000);
  }
  if (doom !== undefined) {
    const shown = stopsOf(side, startedAt)[doom.task - 1] ?? Number.NaN;
    expect(saidAt - Math.max(shown, sighted)).toBeLessThanOrEqual(doom.within);
  }
}

/** Milliseconds from the start to the line that says the cause; to the second. */
function saidAfter(lines: readonly string[]): number {
  const [, minutes, seconds] = lines.flatMap((line) => /^(\d+):(\d\d) .*✗/.exec(line) ?? []);
  return (Number(minutes) * 60 + Number(seconds)) * 1_000;
}

/** When tasks of the new revision began to end, in order; ms since the epoch. */
function stopsOf({ shop }: FarSide, startedAt: number): readonly number[] {
  return shop.aws.world.timeline
    .filter(
      ({ kind, state, at }) => kind === 'ecs.task' && /^(?:DEPROVISIONING|STOPPED)$/.test(state) && at > startedAt,
    )
    .filter((entry, index, every) => every.findIndex(({ subject }) => subject === entry.subject) === index)
    .map(({ at }) => at);
}
