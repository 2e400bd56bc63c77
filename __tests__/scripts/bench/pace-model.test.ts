import { expect, test } from '@jest/globals';
import { followModel, modelRollout, modelShapes, type Pacing } from '../../../scripts/bench/pace-model.ts';

const every =
  (ms: number): Pacing =>
  () =>
    ms;
const rollout = modelRollout(60_000, 'starts slowly', []);

test.each([
  // Looks at 0, 5, … s see what is there 0.1 s later; then a call to verify and 0.15 s to the end of the process.
  ['just seen', 60_100, { lag: 250, polls: 13 }],
  ['just missed', 60_101, { lag: 5_249, polls: 14 }],
] as const)('an end that is %s', (_name, ms, figures) => {
  expect(followModel([{ ...rollout, ms }], every(5_000))).toEqual(figures);
});

test('the last end counts, also of one that begins later', () => {
  const late = { ...rollout, from: 30_000 };
  expect(followModel([rollout, late], every(9_000))).toEqual({ lag: 350, polls: 11 });
});

test.each(Object.keys(modelShapes) as (keyof typeof modelShapes)[])(
  'the parts of a rollout that %s come one after the other',
  (shape) => {
    for (const ms of [5_000, 20_000, 300_000]) {
      const { newRun, oldGone } = modelRollout(ms, shape, []);
      expect([0 < newRun, newRun < oldGone, oldGone < ms]).toEqual([true, true, true]);
    }
  },
);

test('a pacing is told what is seen: counts, and since when they are alike', () => {
  const seen: string[] = [];
  followModel([{ ms: 10_000, newRun: 4_000, oldGone: 8_000, history: [1] }], ([pace]) => {
    seen.push(
      `${pace?.elapsedMs} ${pace?.counts?.running}/${pace?.counts?.old} ${pace?.sinceChangeMs} ${pace?.history}`,
    );
    return 3_000;
  });
  expect(seen).toEqual(['100 0/4 0 1', '3100 0/4 3000 1', '6100 4/4 0 1', '9100 4/0 0 1']);
});
