import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { root } from '../contracts/source-files.ts';

let checkout = '';
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'ci-run-'));
  mkdirSync(join(checkout, '.ci'));
  copyFileSync(join(root, '.ci/run'), join(checkout, '.ci/run'));
});
afterEach(() => {
  rmSync(checkout, { recursive: true });
});

const says = (line: string, status = 0) => `echo 'some output'; echo '${line}'; exit ${status}`;

const cases: [string, Record<string, string>, string, number][] = [
  ['one tier', { test: says('7 passed, 0 failed') }, '7 passed, 0 failed', 0],
  ['a failure', { test: says('7 passed, 2 failed', 1) }, '7 passed, 2 failed', 1],
  [
    'tiers are added up, also after a failure',
    {
      test: says('7 passed, 1 failed', 1),
      'test:faults': says('2 passed, 0 failed'),
      'test:workflows': says('3 passed, 0 failed'),
    },
    '12 passed, 1 failed',
    1,
  ],
  ['a tier that ends without counting is a failure', { test: 'echo nothing' }, '0 passed, 1 failed', 1],
  ['a tier that counts no failure and fails is one', { test: says('7 passed, 0 failed', 1) }, '7 passed, 1 failed', 1],
  ['the demo is one test more', { test: says('7 passed, 0 failed'), demo: 'exit 0' }, '8 passed, 0 failed', 0],
  ['a demo that fails is a failure', { test: says('7 passed, 0 failed'), demo: 'exit 1' }, '7 passed, 1 failed', 1],
];

test.each(cases)('%s', (_, scripts, last, status) => {
  writeFileSync(join(checkout, 'package.json'), JSON.stringify({ scripts }));
  const run = spawnSync('bash', ['.ci/run'], { cwd: checkout, encoding: 'utf8' });
  expect(run.stdout.trimEnd().split('\n').at(-1)).toBe(last);
  expect(run.status).toBe(status);
});
