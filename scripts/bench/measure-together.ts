import type { Measure } from './measure.ts';
import { measureRollout, type RolloutFigures } from './measure-lag.ts';
import { runPool } from './run-pool.ts';

/**
 * Lengths with the speed of each count: so many calls come before and follow the end that a higher one would stretch
 * them out of proportion.
 */
const counts = [
  { count: 20, speeds: { 5: 1, 20: 2, 47: 3, 90: 4, 180: 5, 300: 6 } },
  { count: 100, speeds: { 5: 1, 20: 1, 47: 1, 90: 2, 180: 3, 300: 4 } },
] as const;

/**
 * Many services in one run. A poll is a round of reading, whatever number of calls it takes: ECS answers for 10 or 20 at
 * a time.
 */
export async function measureTogether(dist: string): Promise<readonly Measure[]> {
  const runs = counts.flatMap(({ count, speeds }) =>
    Object.entries(speeds).flatMap(([seconds, speed], at) =>
      // A hundred take their time: the past of every second length is known.
      (count === 20 ? [0, 3] : [at % 2 === 0 ? 3 : 0]).map((past) => ({
        seconds: Number(seconds),
        speed,
        past,
        shape: 'settles slowly' as const,
        seed: 9 + past,
        services: Array.from({ length: count }, (_, index) => `service-${index + 1}`),
      })),
    ),
  );
  const figures = await runPool(runs, 2, (rollout) => measureRollout(dist, rollout));
  return counts.flatMap(({ count }) =>
    rowsOf(
      count,
      figures.filter(({ of }) => of === count),
    ),
  );
}

function rowsOf(count: number, figures: readonly RolloutFigures[]): readonly Measure[] {
  const polls = [90, 300].map((seconds): Measure => {
    const same = figures.filter((one) => one.seconds === seconds);
    return {
      id: `polls-${seconds}-of-${count}`,
      what: `polls while ${count} rollouts of ${seconds} s are followed together`,
      unit: 'calls',
      values: same.map(({ rounds }) => rounds),
      bar: { worst: seconds === 90 ? 30 : 70 },
      note: same
        .map(({ past, polls, reads }) => `with ${past} past rollouts ${polls} polling calls, ${reads} reads in all`)
        .join('; '),
    };
  });
  const lag: Measure = {
    id: `lag-of-${count}`,
    what: `true end of the last of ${count} rollouts of 5 to 300 s → verdict over all`,
    unit: 'ms',
    values: figures.map(({ lagMs }) => lagMs),
    bar: { worst: 5_000 },
    details: figures.map(({ services: _, speed: __, ...rest }) => rest),
  };
  return [lag, ...polls];
}
