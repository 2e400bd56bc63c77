import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './actions.ts';
import { countTests } from './test/count-tests.ts';
import { faultTests } from './test/fault-tests.ts';
import { measureSlowness } from './test/measure-slowness.ts';
import { runStep, type StepResult } from './test/run-step.ts';
import { showResults } from './test/show-results.ts';

// `npm test`: everything that needs Node alone. Ends with "N passed, N failed"; each check counts as one, each test of jest too.

const node = process.execPath;
const reportFile = join('.reports', 'jest.json');
mkdirSync(join(root, '.reports'), { recursive: true });

/**
 * Milliseconds that the whole may take, installation apart: four minutes on the reference machine, on a slower one as much
 * more as it is slower. Over it is said, and red on CI.
 */
const budget = Math.round(4 * 60_000 * (await measureSlowness()));
const started = Date.now();
rmSync(join(root, reportFile), { force: true });
const jest = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
  ...['--json', `--outputFile=${reportFile}`, `--maxWorkers=${availableParallelism()}`],
  ...['--testPathIgnorePatterns', '/node_modules/', '__tests__/(bench|workflows)/', ...faultTests],
];

// What tests leave in the temporary folder goes with it, also what a killed program could not take away.
const scratch = mkdtempSync(join(tmpdir(), 'tests-'));
process.env.TMPDIR = scratch;

// The checks go beside the tests: those wait for programs they have started about a sixth of their time.
const [checks, tests] = await Promise.all([runChecks(), runStep('tests', node, jest, { live: true })]);
const results = [...checks, countTests(tests, reportFile)];
const tookMs = Date.now() - started;
if (tookMs > budget) results.push({ name: 'time', passed: 0, failed: process.env.CI ? 1 : 0, tookMs });
rmSync(scratch, { recursive: true, force: true });
const remark = `It took ${Math.round(tookMs / 1000)} s; the budget is ${Math.round(budget / 1000)} s on this machine.`;
showResults(results, tookMs > budget ? remark : undefined);

async function runChecks(): Promise<readonly StepResult[]> {
  return [
    await runStep('types', node, ['node_modules/typescript/bin/tsc', '--noEmit']),
    await runStep('lint', node, ['node_modules/@biomejs/biome/bin/biome', 'check']),
    await runStep('generated files', node, ['scripts/generate.ts', '--check']),
    ...(existsSync(join(root, 'dist')) ? [await runStep('dist', node, ['scripts/build.ts', '--check'])] : []),
  ];
}
