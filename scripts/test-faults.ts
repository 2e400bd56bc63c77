import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './actions.ts';
import { countTests } from './test/count-tests.ts';
import { faultTests } from './test/fault-tests.ts';
import { runStep } from './test/run-step.ts';
import { showResults } from './test/show-results.ts';

// `npm run test:faults`: random sequences of faults, cancels and deaths against the promises of a release, in process and through
// the bundles, and the bundles' share of the fault matrix. Needs Node alone. Ends with "N passed, N failed".

const reportFile = join('.reports', 'faults.json');
mkdirSync(join(root, '.reports'), { recursive: true });
rmSync(join(root, reportFile), { force: true });
const lost = faultTests.filter((path) => !existsSync(join(root, path)));
if (lost.length > 0) throw new Error(`not there: ${lost.join(', ')}`);

const step = await runStep(
  'faults',
  process.execPath,
  [
    ...['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
    ...['--json', `--outputFile=${reportFile}`, `--maxWorkers=${availableParallelism()}`, '--runTestsByPath'],
    ...faultTests,
  ],
  { live: true },
);
showResults([countTests(step, reportFile)]);
