import { expect } from '@jest/globals';
import type { ServiceState } from '../support/shop-state.ts';
import type { Serves } from './axes.ts';
import type { Expected } from './expect-end.ts';
import { beside, type FarSide, service } from './far-side.ts';

/** What the far end has in the end, and what was said of each service. */
export function judgeServing(expected: Expected, side: FarSide, rows?: Readonly<Record<string, string>>): void {
  expect(servingOf(side, service)).toEqual(wanted(expected.serves, side, service));
  if (expected.beside !== undefined) {
    const other = { ...side, old: `${beside}:1`, new: `${beside}:2` };
    expect(servingOf(side, beside)).toEqual(wanted(expected.beside.serves, other, beside));
  }
  if (rows === undefined) return;
  const others = expected.beside === undefined ? {} : { [beside]: expected.beside.verdict };
  expect(rows).toEqual({ [service]: expected.verdict, ...others });
}

/** The same of a far end that has moved on since we looked away: as far as time does not change it. */
export function judgeSettled(expected: Expected, side: FarSide): void {
  const { serves } = expected;
  if (serves === 'new, unseen') return;
  const isMoving = serves.endsWith('moving') || serves === 'theirs' || serves === 'new, the rest follows';
  if (isMoving) expect(servingOf(side, service).primary).toBe(wanted(serves, side, service).primary);
  else judgeServing(expected, side);
}

interface Serving extends Pick<ServiceState, 'primary' | 'rollout' | 'running' | 'runningCount'> {}

function servingOf({ shop }: FarSide, name: string): Serving {
  const { primary, rollout, running, runningCount } = shop.state(name);
  return { primary, rollout, running, runningCount };
}

/** Lists and counts may be asymmetric matchers. */
interface Wanted {
  readonly primary: string;
  readonly rollout: string;
  readonly running: unknown;
  readonly runningCount: unknown;
}

/** What the far end must have. */
function wanted(serves: Serves, side: FarSide, name: string): Wanted {
  const { desired } = side.shop.state(name);
  const { old, new: ours, theirs } = side;
  const whole = (primary: string) => ({
    primary,
    rollout: 'COMPLETED',
    running: desired === 0 ? [] : [primary],
    runningCount: desired,
  });
  const still = (primary: string, rollout: string, runs: string) => ({
    primary,
    rollout,
    running: expect.arrayContaining([runs]),
    runningCount: expect.any(Number),
  });
  switch (serves) {
    case 'old':
      return whole(old);
    case 'new':
      return whole(ours);
    case 'new, the rest follows':
      return still(ours, 'COMPLETED', ours);
    case 'theirs':
      return still(theirs, 'IN_PROGRESS', old);
    case 'new, given up':
      return still(ours, 'FAILED', old);
    case 'new, moving':
      return still(ours, 'IN_PROGRESS', old);
    case 'new, alone':
      return {
        primary: ours,
        rollout: 'FAILED',
        running: expect.not.arrayContaining([old]),
        runningCount: expect.any(Number),
      };
    case 'old, given up':
      return { primary: old, rollout: 'FAILED', running: [], runningCount: 0 };
    case 'old, moving':
      return still(old, 'IN_PROGRESS', old);
    case 'new, unseen':
      return desired === 0
        ? whole(ours)
        : {
            primary: ours,
            rollout: 'IN_PROGRESS',
            running: expect.not.arrayContaining([ours]),
            runningCount: expect.any(Number),
          };
  }
}
