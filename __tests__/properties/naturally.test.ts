import { test } from '@jest/globals';
import { cases } from './cases.ts';
import { keepPromises } from './keep-promises.ts';
import { faultKinds } from './rare.ts';
import { migrationFates, serviceFates, strategies } from './scenario.ts';

/** Milliseconds: only what never ends is ended. */
const hangs = 3_600_000;

test(
  'whatever goes wrong, a release keeps its promises',
  async () => {
    await keepPromises({
      end: 'naturally',
      runs: 740,
      examples: cases.flatMap(({ scenario }) => (scenario.end.kind === 'naturally' ? [scenario] : [])),
      wanted: [
        ...serviceFates.map((fate) => `fate ${fate}`),
        ...migrationFates.map((fate) => `migration ${fate}`),
        ...faultKinds.map((kind) => `fault ${kind}`),
        ...['rolling', ...strategies].map((strategy) => `strategy ${strategy}`),
        ...['succeeded', 'unchanged', 'failed', 'rolled-back', 'rollback-failed', 'timed-out'].map(verdict),
        ...['superseded', 'planned', 'started', 'unknown'].map(verdict),
        ...['passes', 'fails', 'lags'].map((kind) => `check ${kind}`),
        'row skipped',
        'foreign same',
        'foreign other',
      ],
    });
  },
  hangs,
);

const verdict = (name: string) => `verdict ${name}`;
