import { afterAll, expect, test } from '@jest/globals';
import type { Finding } from '#ecs/preflight/finding';
import { openFarEnd } from '../support/far-end.ts';
import { runJob } from './run-job.ts';
import { expectShown } from './shown.ts';

const far = await openFarEnd({ services: ['web'] });
afterAll(() => far.close());

const shop = { cluster: 'shop', service: 'web', environment: 'production' };
const writes = /:(Update|Register|Run|Create|Put|Stop|Tag)/;

test('a deployment that can succeed: green, and nothing was written', async () => {
  const before = far.aws.calls.length;
  const { main } = await runJob(far, 'preflight', { inputs: { ...shop, image: far.push('web', 'v2') } });
  expectShown(main, {
    exitCode: 0,
    verdict: 'succeeded',
    changed: false,
    annotation: '',
    headline: '✅ Ready to deploy · web',
    serving: '`web:1`, untouched',
    last: ['✓ Ready to deploy · web', '→ deploy-ecs with the same inputs'],
  });
  const found: readonly Finding[] = JSON.parse(main.outputs.findings ?? '[]');
  expect(new Set(found.map(({ level }) => level))).toEqual(new Set(['OK', 'SKIP']));
  expect(main.stdout).toMatch(/^OK {4}image: image .*\/shop\/web@sha256:/m);
  expect(far.aws.calls.slice(before).filter(({ operation }) => writes.test(operation))).toEqual([]);
});

test('what would fail is red with its code and fix, all of it at once', async () => {
  far.aws.parameters.addParameter('/other');
  const inputs = {
    ...shop,
    image: 'v9',
    'deployment-configuration': '{ minimumHealthyPercent: 100, maximumPercent: 100 }',
  };
  const { main } = await runJob(far, 'preflight', { inputs });
  expectShown(main, {
    exitCode: 1,
    verdict: 'failed',
    code: 'image-not-found',
    changed: false,
    annotation: 'image-not-found',
    headline: '❌ Not ready to deploy · web',
    serving: '`web:1`, untouched',
    last: ['✗ Not ready to deploy · web', '→ mend what fails, then run again: nothing was changed'],
  });
  for (const line of [/^FAIL {2}change: /m, /^FAIL {2}secrets: .*there is no parameter/m, /^FAIL {2}percentages: /m]) {
    expect(main.stdout).toMatch(line);
    expect(main.summary).toMatch(new RegExp(line.source.slice(1), 'm'));
  }
});

test('deploy-ecs says by itself what cannot work, before it writes anything', async () => {
  const before = far.aws.calls.length;
  const inputs = {
    ...shop,
    image: far.push('web', 'v3'),
    'deployment-configuration': '{ minimumHealthyPercent: 100, maximumPercent: 100 }',
  };
  const { main } = await runJob(far, 'deploy-ecs', { inputs });
  expectShown(main, {
    exitCode: 1,
    verdict: 'failed',
    code: 'deployment-stuck',
    changed: false,
    annotation: 'deployment-stuck',
    headline: '❌ Not deployed',
    serving: '',
    last: ['✗ Not deployed', '→ '],
  });
  expect(far.aws.calls.slice(before).filter(({ operation }) => writes.test(operation))).toEqual([]);
});
