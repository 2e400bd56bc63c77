import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { runBundle } from './run-bundle.ts';

let dist = '';
beforeAll(() => {
  dist = mkdtempSync(join(tmpdir(), 'dist-'));
  mkdirSync(join(dist, 'echo'));
  const inputs = {
    cluster: { required: true },
    wait: { default: 'true' },
    token: { default: '${' + '{ github.token }}' },
  };
  writeFileSync(join(dist, 'echo', 'action.yml'), stringify({ inputs, runs: { using: 'node24' } }));
  const tell = (entry: string) =>
    `console.log(JSON.stringify({ entry: '${entry}', version: process.version, env: process.env }));`;
  for (const entry of ['index', 'post']) writeFileSync(join(dist, 'echo', `${entry}.js`), tell(entry));
});
afterAll(() => {
  rmSync(dist, { recursive: true });
});

const told = async (options: Parameters<typeof runBundle>[1]) => {
  const end = await runBundle('echo', { dist, ...options });
  return JSON.parse(end.lines[0] ?? '{}');
};

test('a bundle sees every input, as a runner sets them, and nothing of this machine\u2019s AWS settings', async () => {
  const before = process.env.AWS_PROFILE;
  process.env.AWS_PROFILE = 'mine';
  try {
    const { env, entry, version } = await told({ inputs: { cluster: 'prod' }, env: { AWS_REGION: 'eu-west-1' } });
    expect(env).toMatchObject({ INPUT_CLUSTER: 'prod', INPUT_WAIT: 'true', INPUT_TOKEN: '', AWS_REGION: 'eu-west-1' });
    expect(Object.keys(env).filter((name) => name.startsWith('AWS_'))).toEqual(['AWS_REGION']);
    expect([entry, version.split('.')[0]]).toEqual(['index', 'v24']);
  } finally {
    if (before === undefined) delete process.env.AWS_PROFILE;
    else process.env.AWS_PROFILE = before;
  }
});

test('post sees what main kept', async () => {
  const { env, entry } = await told({ entry: 'post', state: { deploy_actions: '{}' } });
  expect([entry, env.STATE_deploy_actions]).toEqual(['post', '{}']);
});

test('a missing bundle is said, with what to do', async () => {
  await expect(runBundle('nowhere', { dist })).rejects.toThrow('npm run build');
});
