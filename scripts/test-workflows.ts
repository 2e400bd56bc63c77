import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './actions.ts';
import { countTests } from './test/count-tests.ts';
import { runStep } from './test/run-step.ts';
import { showResults } from './test/show-results.ts';

// `npm run test:workflows`: starts the lab, runs whole workflows in it, ends the lab. Needs root on Debian; elsewhere it says
// so and is skipped, except on CI, where that is a failure. Ends with "N passed, N failed".
//   npm run test:workflows -- deploy      only the files whose path holds this
//   npm run test:workflows -- --keep      leaves the lab running

const words = process.argv.slice(2);
const keep = words.includes('--keep');
const paths = words.filter((word) => !word.startsWith('--'));
const node = process.execPath;
const reportFile = join('.reports', 'workflows.json');
mkdirSync(join(root, '.reports'), { recursive: true });
rmSync(join(root, reportFile), { force: true });

const why = missing();
if (why !== undefined) {
  console.log(`SKIPPED: the tests of whole workflows need ${why}.`);
  console.log(process.env.CI ? '0 passed, 1 failed' : '0 passed, 0 failed');
  process.exitCode = process.env.CI ? 1 : 0;
} else {
  await run();
}

function missing(): string | undefined {
  if (process.platform !== 'linux') return 'Linux';
  if (process.getuid?.() !== 0) return 'root: they start a container engine';
  return undefined;
}

async function run(): Promise<void> {
  const up = await runStep('lab', node, ['scripts/lab.ts', 'up']);
  const jest = [
    ...['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
    ...['--config', 'jest.workflows.config.js', '--json', `--outputFile=${reportFile}`, '--maxWorkers=2', ...paths],
  ];
  const results = [up];
  if (up.failed === 0) results.push(countTests(await runStep('workflows', node, jest, { live: true }), reportFile));
  if (!keep) results.push(await runStep('lab down', node, ['scripts/lab.ts', 'down']));
  showResults(results);
}
