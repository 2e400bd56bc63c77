import { test } from '@jest/globals';
import { cases } from './cases.ts';
import { keepPromises } from './keep-promises.ts';
import { migrationFates, serviceFates } from './scenario.ts';

test('whatever goes wrong, a release keeps its promises', async () => {
  await keepPromises({
    end: 'naturally',
    runs: 370,
    examples: cases.flatMap(({ scenario }) => (scenario.end.kind === 'naturally' ? [scenario] : [])),
    wanted: [
      ...serviceFates.map((fate) => `fate ${fate}`),
      ...migrationFates.map((fate) => `migration ${fate}`),
      ...['throttle', 'server-error', 'html-error', 'latency', 'drop-connection', 'truncate'].map(fault),
      ...['stale', 'missing-once', 'deny', 'expired-token'].map(fault),
      ...['succeeded', 'unchanged', 'failed', 'rolled-back', 'rollback-failed', 'timed-out'].map(verdict),
      ...['superseded', 'planned', 'started', 'unknown'].map(verdict),
      ...['passes', 'fails', 'lags'].map((kind) => `check ${kind}`),
      'row skipped',
      'foreign same',
      'foreign other',
    ],
  });
}, 300_000);

const fault = (kind: string) => `fault ${kind}`;
const verdict = (name: string) => `verdict ${name}`;
