import { test } from '@jest/globals';
import { cases } from './cases.ts';
import { playedPhases } from './coverage.ts';
import { keepPromises } from './keep-promises.ts';
import { faultKinds } from './rare.ts';
import { serviceFates, strategies } from './scenario.ts';

/** Milliseconds: only what never ends is ended. */
const hangs = 3_600_000;

test(
  'cancelled at any time, a release ends in a known state',
  async () => {
    await keepPromises({
      end: 'cancel',
      runs: 800,
      examples: cases.flatMap(({ scenario }) => (scenario.end.kind === 'cancel' ? [scenario] : [])),
      wanted: [
        ...serviceFates.map((fate) => `fate ${fate}`),
        ...faultKinds.map((kind) => `fault ${kind}`),
        ...['rolling', ...strategies].map((strategy) => `strategy ${strategy}`),
        ...playedPhases.map((phase) => `cancel while ${phase}`),
        'verdict cancelled',
        'row rolled-back',
        'row cancelled',
      ],
    });
  },
  hangs,
);
