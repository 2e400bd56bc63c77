import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { exactValues, refusedInputs } from '../cases/rollout-inputs.ts';
import { deploy, recordOn, revisionsOf } from '../support/deploy.ts';
import { openShop } from '../support/shop.ts';

async function withFiles<T>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('refused before anything is written', () => {
  test.each(refusedInputs)('$name: $code', async ({ with: inputs, code, says, files = {} }) => {
    const shop = await openShop({ services: ['web', 'api', 'jobs'] });
    shop.push('web', 'v2');
    const ran = await withFiles(files, (folder) => deploy(shop, inputs, { env: { GITHUB_WORKSPACE: folder } }));
    expect([ran.verdict, ran.code, ran.writes, ran.host.kept]).toEqual(['failed', code, [], []]);
    const { what = '', where = '', evidence = [], fix = '' } = ran.report.diagnosis ?? {};
    const told = [what, where, ...evidence].join('\n');
    for (const word of says)
      expect(told).toEqual(typeof word === 'string' ? expect.stringContaining(word) : expect.stringMatching(word));
    expect(fix.split('\n').length).toBeLessThanOrEqual(2);
    for (const name of ['web', 'api', 'jobs'])
      expect([revisionsOf(shop, name), recordOn(shop, `${name}:1`)]).toEqual([1, {}]);
  });
});

describe('values arrive exactly as they were written', () => {
  test.each(exactValues)('$name', async ({ with: inputs, environment = {}, command }) => {
    const shop = await openShop();
    const ran = await deploy(shop, { ...('services' in inputs ? {} : { service: 'web' }), ...inputs });
    expect(ran.verdict).toBe('succeeded');
    const container = shop.aws.ecs.state.families.get('web')?.[1]?.containers[0];
    const found = Object.fromEntries((container?.environment ?? []).map(({ name, value }) => [name, value]));
    expect(found).toMatchObject({ MODE: 'production', ...environment });
    expect(container?.command).toEqual(command);
  });
});
