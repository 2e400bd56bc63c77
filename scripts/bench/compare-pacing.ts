import { paceLooks } from '#ecs/follow/pace-looks';
import { paceTogether } from '#ecs/follow/pace-together';
import { medianOf } from './measure.ts';
import { rollouts } from './measure-lag.ts';
import { followModel, type ModelRollout, modelRollout, modelShapes, type Pacing } from './pace-model.ts';
import { renderTable, shown } from './print-table.ts';

// `node scripts/bench/compare-pacing.ts`: the table of docs/decisions/0010-following.md. How late the end of a rollout is
// seen, and in how many looks, by what the pace of looking is made of. A model, on virtual time: it takes a second.

/** The same numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
const random = randomFrom(1);
const around = (ms: number, spread: number, count: number) =>
  Array.from({ length: count }, () => ms * (1 - spread + 2 * spread * random()));

const pasts: Readonly<Record<string, (ms: number) => readonly number[]>> = {
  none: () => [],
  'six that agree': (ms) => around(ms, 0.04, 6),
  'eight that do not': (ms) => around(ms, 0.3, 8),
  'three, twice as long': (ms) => around(ms * 2.1, 0.05, 3),
};

const withoutBudget: Pacing = (paces) => paceTogether(paces, { looks: 0, overMs: 0 });
const variants: Readonly<Record<string, Pacing>> = {
  'every 15 s': () => 15_000,
  'every 4.3 s: 70 looks in 300 s': () => 4_300,
  'by the time that has passed': (paces, spent) =>
    paceTogether(
      paces.map(({ counts: _, ...rest }) => ({ ...rest, history: [] })),
      spent,
    ),
  'and by counts': (paces, spent) =>
    paceTogether(
      paces.map((pace) => ({ ...pace, history: [] })),
      spent,
    ),
  'and by past rollouts, without a budget': withoutBudget,
  'all of it': paceTogether,
};
const shapes = Object.keys(modelShapes) as (keyof typeof modelShapes)[];

/** Rollouts of the bench's lengths in its shapes, each at thirty phases of the clock. */
const single = (past: (ms: number) => readonly number[]): readonly (readonly ModelRollout[])[] =>
  rollouts.flatMap(({ seconds }) =>
    shapes.flatMap((shape) =>
      Array.from({ length: 30 }, (_, phase) => {
        const ms = seconds * 1_000 * (1 - phase / 600);
        return [modelRollout(ms, shape, past(ms))];
      }),
    ),
  );

/** Twenty or a hundred rollouts of one to five minutes that begin together, the longest of 300 s. */
const fleets = (count: number, past: (ms: number) => readonly number[]): readonly (readonly ModelRollout[])[] =>
  Array.from({ length: 20 }, () =>
    Array.from({ length: count }, (_, at) => {
      const ms = at === 0 ? 300_000 - 5_000 * random() : 60_000 + 235_000 * random();
      return modelRollout(ms, shapes[at % 3] ?? 'starts slowly', past(ms));
    }),
  );

function figures(groups: readonly (readonly ModelRollout[])[], pacing: Pacing): readonly string[] {
  const seen = groups.map((group) => ({ ms: Math.max(...group.map(({ ms }) => ms)), ...followModel(group, pacing) }));
  const lags = seen.map(({ lag }) => lag);
  const most = (from: number, to: number): string => {
    const polls = seen.filter(({ ms }) => ms >= from && ms <= to).map(({ polls }) => polls);
    return polls.length === 0 ? '–' : String(Math.max(...polls));
  };
  return [shown(medianOf(lags), 'ms'), shown(Math.max(...lags), 'ms'), most(80_000, 90_000), most(280_000, 300_000)];
}

const head = ['past rollouts', 'the next look', 'median lag', 'worst lag', 'most looks in 90 s', 'in 300 s'];
const alone = Object.entries(pasts).flatMap(([past, of]) =>
  Object.entries(variants)
    .filter(([name]) => past === 'none' || name.includes('past') || name === 'all of it')
    .map(([name, pacing]) => [past, name, ...figures(single(of), pacing)]),
);
const each: Pacing = (paces) => Math.min(...paces.map((pace) => paceLooks(pace).end));
const together = [20, 100].flatMap((count) =>
  Object.entries(pasts).flatMap(([past, of]) =>
    Object.entries({ 'when the first of them wants it': each, 'all of it': paceTogether }).map(([name, pacing]) => {
      const [median = '', worst = '', , looks = ''] = figures(fleets(count, of), pacing);
      return [String(count), past, name, median, worst, looks];
    }),
  ),
);
console.log(`${renderTable([head, ...alone])}\n`);
console.log(renderTable([['services', ...head.slice(0, 4), 'most looks in 300 s'], ...together]));
