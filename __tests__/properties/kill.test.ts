import { test } from '@jest/globals';
import { cases } from './cases.ts';
import { playedPhases } from './coverage.ts';
import { keepPromises } from './keep-promises.ts';
import { faultKinds } from './rare.ts';
import { serviceFates, strategies } from './scenario.ts';

/** Milliseconds: only what never ends is ended. */
const hangs = 3_600_000;

test(
  'after a run that died at any time, the next one ends in a known state',
  async () => {
    await keepPromises({
      end: 'kill',
      runs: 460,
      examples: cases.flatMap(({ scenario }) => (scenario.end.kind === 'kill' ? [scenario] : [])),
      wanted: [
        ...serviceFates.map((fate) => `fate ${fate}`),
        ...faultKinds.map((kind) => `fault ${kind}`),
        ...['rolling', ...strategies].map((strategy) => `strategy ${strategy}`),
        ...playedPhases.map((phase) => `kill while ${phase}`),
        'verdict succeeded',
        'verdict rolled-back',
      ],
    });
  },
  hangs,
);
