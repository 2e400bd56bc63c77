import { test } from '@jest/globals';
import { cases } from './cases.ts';
import { keepPromises } from './keep-promises.ts';
import { serviceFates } from './scenario.ts';

test('after a run that died at any time, the next one ends in a known state', async () => {
  await keepPromises({
    end: 'kill',
    runs: 230,
    examples: cases.flatMap(({ scenario }) => (scenario.end.kind === 'kill' ? [scenario] : [])),
    wanted: [
      ...serviceFates.map((fate) => `fate ${fate}`),
      ...phases.map((phase) => `kill while ${phase}`),
      'verdict succeeded',
      'verdict rolled-back',
    ],
  });
}, 300_000);

const phases = ['reading', 'staging', 'migrating', 'shifting', 'moving', 'live', 'restoring'];
