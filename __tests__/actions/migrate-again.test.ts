import { expect, test } from '@jest/globals';
import { byStart } from '../../local-aws/runtimes/scripted.ts';
import { deploy } from '../support/deploy.ts';
import { openShop } from '../support/shop.ts';

const says = (version: string) =>
  ({ kind: 'exits', code: 0, after: 500, log: version === '' ? [] : [version] }) as const;

/** Deploys what serves already, with a migration that finds the versions before and after. */
async function again(before: string, after: string, more: Readonly<Record<string, string>> = {}) {
  const version = byStart(says(before), says(after));
  const shop = await openShop({ fateOf: (spec) => (spec.command?.includes('version') ? version(spec) : undefined) });
  await deploy(shop, { service: 'web', image: 'v1' }, { run: { release: '800-1' } });
  const inputs = { service: 'web', image: 'v1', 'migration-command': 'migrate', ...more };
  return deploy(shop, inputs, { run: { release: '801-1' } });
}
const command = { 'schema-version-command': 'version' };

test.each([
  ['the version is what it was', '0002', '0002', command, 'false'],
  ['the version is another one', '0001', '0002', command, 'true'],
  ['the database had no version', '', '0002', command, 'true'],
  ['nobody asks for the version', '', '', {}, 'true'],
])(
  'a migration run again, %s: verdict unchanged, changed as far as is known',
  async (_, before, after, more, changed) => {
    const ran = await again(before, after, more);
    expect([ran.verdict, ran.outputs.changed ?? String(ran.report.changed)]).toEqual(['unchanged', changed]);
  },
);
