import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { reportInputs, reportOutputs } from '#report/inputs';
import { actionNames, loadSpec } from '../../scripts/actions.ts';
import { root } from './source-files.ts';

test('action.yml, README tables and schemas are what the specs say', () => {
  const check = spawnSync(process.execPath, ['scripts/generate.ts', '--check'], { cwd: root, encoding: 'utf8' });
  expect(check.stdout + check.stderr).toBe('');
  expect(check.status).toBe(0);
});

// One block of `with:` serves both, so that what is looked at before is what is deployed.
test('preflight takes the inputs of deploy-ecs, all of them and no other', async () => {
  const [before, deployment] = await Promise.all([loadSpec('preflight'), loadSpec('deploy-ecs')]);
  expect(Object.keys(before.inputs).sort()).toEqual(Object.keys(deployment.inputs).sort());
});

const names = actionNames();
const linesOf = (path: string) => readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length;

// Before the first action there is nothing to hold against the contract.
(names.length === 0 ? describe.skip : describe)('every action', () => {
  test.each(names)('%s has a short entry and a short story', (name) => {
    expect(linesOf(`actions/${name}/index.ts`)).toBeLessThanOrEqual(8);
    expect(linesOf(`actions/${name}/main.ts`)).toBeLessThanOrEqual(60);
    expect(existsSync(join(root, 'actions', name, 'README.md'))).toBe(true);
  });

  test.each(names)('%s has a post entry exactly when its spec says so', async (name) => {
    const spec = await loadSpec(name);
    expect(existsSync(join(root, 'actions', name, 'post.ts'))).toBe(spec.post);
  });

  test.each(names)('%s has the common inputs and outputs', async (name) => {
    const { inputs, outputs } = await loadSpec(name);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(reportInputs)));
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(Object.keys(reportOutputs)));
  });

  test.each(names)('%s: every default is a value that its own kind accepts', async (name) => {
    const { inputs } = await loadSpec(name);
    for (const [input, { default: fallback, kind }] of Object.entries(inputs)) {
      if (fallback === undefined || fallback.includes('${{')) continue;
      const read = async () => ({ input, value: await kind.parse(fallback) });
      await expect(read()).resolves.toHaveProperty('value');
    }
  });

  test.each(names)('%s: an old name is no input any more, and its new name is one', async (name) => {
    const { inputs, renamed = {} } = await loadSpec(name);
    expect(Object.keys(renamed).filter((old) => old in inputs)).toEqual([]);
    expect(Object.values(renamed).filter((now) => !(now in inputs))).toEqual([]);
  });
});
