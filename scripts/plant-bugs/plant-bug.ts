import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../actions.ts';
import type { Bug, Edit } from './bugs.ts';

const copied = [
  'packages',
  'actions',
  'local-aws',
  'local-github',
  'scripts',
  '__tests__',
  'package.json',
  'jest.config.js',
];

/** Plays the property that should find the bug against a copy of the source that has it. Answers whether it did, and how. */
export function plantBug(bug: Bug): { readonly found: boolean; readonly output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'));
  try {
    for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const edit of bug.edits) {
      const file = findFile(folder, edit.file);
      writeFileSync(file, edited(readFileSync(file, 'utf8'), edit));
    }
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const test = `__tests__/properties/${bug.property}.test.ts`;
    const options = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [...options, jest, '--rootDir', folder, '-w', '1', test],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, FC_SEED: '1', PROPERTY_SHRINK: '0', PROPERTY_EXAMPLES: '0' },
      },
    );
    const output = stdout + stderr;
    return { found: status !== 0 && /Property failed|✕/.test(output) && bug.says.test(output), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The path of the one file of this name under packages/. */
export function findFile(folder: string, name: string): string {
  const [path, ...others] = globSync(`packages/**/${name}`, { cwd: folder });
  if (path === undefined || others.length > 0) throw new Error(`there is no one file ${name} under packages/`);
  return join(folder, path);
}

/** Throws when the text is not there exactly once: a bug that is not planted proves nothing. */
export function edited(source: string, { file, text, instead }: Edit): string {
  const parts = source.split(text);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${text}`);
  return parts.join(instead);
}
