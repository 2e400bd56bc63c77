import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { root } from '../contracts/source-files.ts';

const locked = (packages: Record<string, { version: string; optional?: boolean }>) =>
  JSON.stringify({ packages: { '': { version: '0.0.0' }, ...packages } });
const lock = locked({
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b-win': { version: '1.0.0', optional: true },
});

let checkout = '';
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'ready-'));
  for (const folder of ['scripts', 'bin']) mkdirSync(join(checkout, folder));
  copyFileSync(join(root, 'scripts/ready.mjs'), join(checkout, 'scripts/ready.mjs'));
  writeFileSync(join(checkout, 'package-lock.json'), lock);
  // An npm that installs a folder and tells what it was asked for.
  const npm = `#!/bin/sh\nmkdir -p node_modules && echo "$@" > asked && exit \${NPM_EXIT:-0}\n`;
  writeFileSync(join(checkout, 'bin/npm'), npm);
  chmodSync(join(checkout, 'bin/npm'), 0o755);
});
afterEach(() => {
  rmSync(checkout, { recursive: true });
});

const ready = (env: Record<string, string> = {}) => {
  rmSync(join(checkout, 'asked'), { force: true });
  const run = spawnSync(process.execPath, ['scripts/ready.mjs'], {
    cwd: checkout,
    env: { PATH: `${join(checkout, 'bin')}${delimiter}${process.env.PATH}`, ...env },
  });
  const asked = existsSync(join(checkout, 'asked')) ? readFileSync(join(checkout, 'asked'), 'utf8') : undefined;
  return { status: run.status, asked };
};
const installed = (packages: string) => {
  mkdirSync(join(checkout, 'node_modules'), { recursive: true });
  writeFileSync(join(checkout, 'node_modules/.package-lock.json'), packages);
};

describe('a checkout is made ready', () => {
  test('once, on a bare one; then nothing is left to do until the lock file changes', () => {
    expect(ready().asked).toMatch(/^ci /);
    expect(ready().asked).toBeUndefined();
    writeFileSync(join(checkout, 'package-lock.json'), locked({ 'node_modules/a': { version: '2.0.0' } }));
    expect(ready().asked).toMatch(/^ci /);
  });

  test.each([
    [
      'what is locked is there, but for another platform\u2019s part',
      locked({ 'node_modules/a': { version: '1.0.0' } }),
      false,
    ],
    ['another version is there', locked({ 'node_modules/a': { version: '1.1.0' } }), true],
    ['a package is missing', locked({}), true],
  ])('%s', (_, packages, installs) => {
    installed(packages);
    expect(ready().asked !== undefined).toBe(installs);
  });

  test('a failed installation is a failure, and is tried again', () => {
    expect(ready({ NPM_EXIT: '3' }).status).toBe(3);
    expect(ready()).toMatchObject({ status: 0, asked: expect.stringMatching(/^ci /) });
  });

  test('started by npm, the outer Node runs the outer npm', () => {
    writeFileSync(
      join(checkout, 'npm-cli.cjs'),
      "require('fs').writeFileSync('asked', 'cli ' + process.argv.slice(2))",
    );
    mkdirSync(join(checkout, 'node_modules'));
    const run = ready({ npm_node_execpath: process.execPath, npm_execpath: join(checkout, 'npm-cli.cjs') });
    expect(run).toEqual({ status: 0, asked: 'cli ci,--no-audit,--no-fund,--loglevel=error' });
  });
});
