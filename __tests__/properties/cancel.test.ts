import { test } from '@jest/globals';
import { cases } from './cases.ts';
import { keepPromises } from './keep-promises.ts';
import { serviceFates } from './scenario.ts';

test('cancelled at any time, a release ends in a known state', async () => {
  await keepPromises({
    end: 'cancel',
    runs: 400,
    examples: cases.flatMap(({ scenario }) => (scenario.end.kind === 'cancel' ? [scenario] : [])),
    wanted: [
      ...serviceFates.map((fate) => `fate ${fate}`),
      ...phases.map((phase) => `cancel while ${phase}`),
      'verdict cancelled',
      'row rolled-back',
      'row cancelled',
    ],
  });
}, 300_000);

const phases = ['reading', 'staging', 'migrating', 'shifting', 'moving', 'live', 'restoring'];
