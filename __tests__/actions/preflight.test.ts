import { expect, test } from '@jest/globals';
import type { Finding } from '#ecs/preflight/finding';
import { spec as deploySpec } from '../../actions/deploy-ecs/spec.ts';
import { spec } from '../../actions/preflight/spec.ts';
import { definitionFindings } from '../cases/preflight.ts';
import { networkFindings } from '../cases/preflight-network.ts';
import { quotaFindings } from '../cases/preflight-quotas.ts';
import { surroundingFindings } from '../cases/preflight-surroundings.ts';
import { targetFindings } from '../cases/preflight-targets.ts';
import { blobsOf } from '../support/blobs-of.ts';
import { deploy, run, type With } from '../support/deploy.ts';
import { openShop, type ShopOptions } from '../support/shop.ts';

const role = { 'role-to-assume': 'arn:aws:iam::111122223333:role/deploy' };
const usual = { service: 'web', image: 'v2', ...role };

async function open(options: ShopOptions = {}) {
  const shop = await openShop(options);
  shop.push('web', 'v2');
  return shop;
}

const look = async (shop: Awaited<ReturnType<typeof open>>, inputs: With = {}) => {
  const ran = await run(shop, 'preflight', { ...usual, ...inputs }, { http: blobsOf(shop) });
  const found: readonly Finding[] = JSON.parse(ran.outputs.findings ?? '[]');
  return { ran, found };
};

test('a deployment that can succeed: green, nothing written, every finding in the log', async () => {
  const { ran, found } = await look(await open());
  expect(found.filter(({ level }) => level === 'FAIL' || level === 'WARN')).toEqual([]);
  expect([ran.verdict, ran.report.changed, ran.writes]).toEqual(['succeeded', false, []]);
  expect(new Set(found.map(({ check }) => check))).toEqual(
    new Set(
      [
        'image platform secrets log-groups roles trust network routes security-groups capacity quotas',
        'percentages rollout plaintext lifecycle way-back',
      ].flatMap((line) => line.split(' ')),
    ),
  );
  for (const { check, where } of found) expect(ran.host.lines.join('\n')).toContain(`${check}: ${where}`);
});

test.each([...targetFindings, ...definitionFindings, ...surroundingFindings, ...networkFindings, ...quotaFindings])(
  '$finding.level $finding.check: $name',
  async ({ shop: options, given, with: inputs, finding }) => {
    const shop = await open(options);
    await given?.(shop);
    const { ran, found } = await look(shop, inputs);
    const parts = Object.entries(finding).map(([key, value]) => [key, expect.stringContaining(value ?? '')]);
    expect(found).toContainEqual(expect.objectContaining(Object.fromEntries(parts)));
    const failing = found.filter(({ level }) => level === 'FAIL');
    expect(ran.verdict).toBe(failing.length === 0 ? 'succeeded' : 'failed');
    expect(ran.code).toBe(failing[0]?.code);
    expect(failing.filter(({ code, fix }) => code === undefined || fix === undefined)).toEqual([]);
    expect(ran.writes).toEqual([]);
  },
);

test('everything at once: several failures of several services are said in one run', async () => {
  const shop = await open({ services: ['web', 'api'] });
  shop.aws.parameters.addParameter('/other');
  const rows = [
    { service: 'web', image: 'v9' },
    { service: 'api', image: 'v1' },
    { service: 'none', image: 'v1' },
  ];
  const { ran, found } = await look(shop, { service: '', image: '', services: JSON.stringify(rows) });
  const codes = found.filter(({ level }) => level === 'FAIL').map(({ code }) => code);
  expect(new Set(codes)).toEqual(new Set(['image-not-found', 'secret-unreadable', 'not-found']));
  expect(ran.rows).toEqual({ web: 'failed', api: 'failed', none: 'failed' });
  // Each with its fix, in the one cause that stands above.
  const { evidence = [] } = ran.report.diagnosis ?? {};
  expect(evidence.map((line) => line.split(' → ').length)).toEqual(Array(codes.length - 1).fill(2));
});

test.each([
  ['secretsmanager:DescribeSecret ssm:DescribeParameters iam:SimulatePrincipalPolicy ec2:DescribeSubnets'],
  ['ec2:DescribeSecurityGroups ecs:DescribeClusters ecr:GetLifecyclePolicy ecr:BatchGetImage logs:DescribeLogGroups'],
])('checks that may not look are skipped with the missing permission, and the rest is done: %s', async (operations) => {
  const shop = await open();
  for (const operation of operations.split(' ')) shop.aws.faults.add({ operation, do: { kind: 'deny' } });
  const { ran, found } = await look(shop);
  expect(ran.verdict).toBe('succeeded');
  const skipped = found.filter(({ level }) => level === 'SKIP').map(({ what }) => what);
  for (const operation of operations.split(' ')) {
    if (operation.startsWith('secretsmanager')) continue;
    expect(skipped.join('\n')).toContain(`may not call ${operation}`);
  }
});

test('without credentials nothing is called checked', async () => {
  const shop = await open();
  shop.aws.faults.add({ operation: /^(iam|ec2|ssm):/, do: { kind: 'expired-token' } });
  const { ran, found } = await look(shop);
  expect([ran.verdict, ran.code, found]).toEqual(['failed', 'credentials-expired', []]);
});

test('what it lets through, a deployment gets through', async () => {
  const shop = await open();
  await look(shop);
  expect((await deploy(shop, usual)).verdict).toBe('succeeded');
});

test('it takes every input of deploy-ecs, so that one block serves both', () => {
  expect(Object.keys(deploySpec.inputs).filter((name) => !(name in spec.inputs))).toEqual([]);
});
