import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../../scripts/actions.ts';
import { labEnvironment } from '../../scripts/lab/lab-file.ts';
import { exportDist } from './support/export-dist.ts';
import { needLab } from './support/need-lab.ts';

// What other people's tools say of what is shipped.

const lab = needLab();
const templates = join(root, 'workflows-templates');
const run = (command: string, args: readonly string[], cwd: string) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...labEnvironment(lab) },
  });
  return { status, said: `${stdout}${stderr}`.trim() };
};

describe.each(['.', 'reusable'])('the workflows in workflows-templates/%s', (part) => {
  test('actionlint: inputs, outputs, expressions, shell, against our own action.yml', () => {
    const folder = mkdtempSync(join(tmpdir(), 'actionlint-'));
    try {
      run('git', ['init', '--quiet'], folder);
      mkdirSync(join(folder, '.github/workflows'), { recursive: true });
      // actionlint reads the action.yml of actions in the same repository only.
      cpSync(exportDist(), join(folder, 'actions'), { recursive: true });
      for (const path of globSync('*.yml', { cwd: join(templates, part) })) {
        if (basename(path) === 'zizmor.yml') continue;
        const text = readFileSync(join(templates, part, path), 'utf8');
        writeFileSync(
          join(folder, '.github/workflows', path),
          text.replaceAll(/org\/deploy-actions\/([\w-]+)@v1/g, './actions/$1'),
        );
      }
      const { status, said } = run('actionlint', ['-no-color'], folder);
      expect(said).toBe('');
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('zizmor: nothing found, nothing not looked at', () => {
    const paths = globSync('*.yml', { cwd: join(templates, part) }).filter((path) => path !== 'zizmor.yml');
    const config = join(templates, 'zizmor.yml');
    const { status, said } = run(
      'zizmor',
      ['--offline', '--no-progress', '--color', 'never', '--config', config, ...paths],
      join(templates, part),
    );
    expect({ status, said }).toEqual({ status: 0, said: expect.stringContaining('No findings') });
  });
});

test('zizmor: the composite action', () => {
  const { status, said } = run(
    'zizmor',
    ['--offline', '--no-progress', '--color', 'never', 'setup-aws/action.yml'],
    exportDist(),
  );
  expect({ status, said }).toEqual({ status: 0, said: expect.stringContaining('No findings') });
});
