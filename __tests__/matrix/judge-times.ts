import { expect } from '@jest/globals';
import type { Expected } from './expect-end.ts';
import type { FarSide } from './far-side.ts';
import type { Played } from './play-case.ts';

const terminal = /^(?:SUCCESSFUL|STOPPED|ROLLBACK_SUCCESSFUL|ROLLBACK_FAILED)$/;
const decided = /^(?:ROLLBACK_\w+|STOPPED)$/;
/** Lines tell their time to the second, rounded. */
const rounding = 500;

/** Whether it was told in time. Nobody can know anything before AWS answers again. */
export function judgeTimes({ lag, told, doom, over, blind = 0 }: Expected, played: Played): void {
  const { side, ran, startedAt, endedAt } = played;
  const sighted = startedAt + blind;
  const { timeline } = side.shop.aws.world;
  const states = timeline.filter(({ kind, at }) => kind === 'ecs.service-deployment' && at >= startedAt);
  if (lag !== undefined) {
    const truth = states.findLast(({ state }) => terminal.test(state))?.at ?? Number.NaN;
    expect(endedAt - truth).toBeGreaterThanOrEqual(0);
    expect(endedAt - Math.max(truth, sighted)).toBeLessThanOrEqual(lag);
  }
  const saidAt = startedAt + saidAfter(ran.host.lines) - rounding;
  if (told !== undefined) {
    const truth = states.find(({ state }) => decided.test(state))?.at ?? Number.NaN;
    expect(saidAt - Math.max(truth, sighted)).toBeLessThanOrEqual(told);
  }
  if (doom !== undefined) {
    const shown = stopsOf(side, startedAt)[doom.task - 1] ?? Number.NaN;
    expect(saidAt - Math.max(shown, sighted)).toBeLessThanOrEqual(doom.within);
  }
  if (over !== undefined) expect(endedAt - startedAt).toBeLessThanOrEqual(over);
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
