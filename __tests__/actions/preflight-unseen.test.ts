import { expect, test } from '@jest/globals';
import type { Finding } from '#ecs/preflight/finding';
import type { FaultRule } from '../../local-aws/faults/rules.ts';
import { checkCalls } from '../cases/preflight-calls.ts';
import { addBalancedService } from '../support/balanced-service.ts';
import { blobsOf } from '../support/blobs-of.ts';
import { run } from '../support/deploy.ts';
import { openShop, type Shop } from '../support/shop.ts';

const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf';
const inputs = {
  service: 'web',
  image: 'v3',
  secrets: `PASSWORD=${secret}:password::\nTOKEN=/shop/token`,
  alarms: 'shop-5xx',
  'role-to-assume': 'arn:aws:iam::111122223333:role/deploy',
};

/** A service that has everything that is looked at, and all of it is well. */
async function openFull(): Promise<Shop> {
  const shop = await openShop({ services: [] });
  const { aws } = shop;
  aws.alarms.set('shop-5xx', 'OK');
  const lifecyclePolicy = { text: '{"rules":[]}', setAt: 0 };
  for (const id of ['subnet-1', 'subnet-lb']) aws.ec2.addSubnet({ id, routes: [] });
  for (const name of ['ecr.api', 'ecr.dkr', 's3', 'ssm', 'secretsmanager', 'logs']) aws.ec2.addEndpoint(name);
  aws.ec2.addSecurityGroup({ id: 'sg-1', ingress: [{ port: 8080, block: '10.0.0.0/16' }] });
  await addBalancedService(shop, { name: 'web', balancer: { SecurityGroups: ['sg-lb'], Subnets: ['subnet-lb'] } });
  Object.assign(aws.ecr.registry.get('shop/web') ?? {}, { lifecyclePolicy });
  aws.ecr.build('shop/web', 'v3', { os: 'linux', architecture: 'amd64' });
  return shop;
}

async function look(shop: Shop) {
  const ran = await run(shop, 'preflight', inputs, { http: blobsOf(shop) });
  const found: readonly Finding[] = JSON.parse(ran.outputs.findings ?? '[]');
  return { ran, found };
}

test('everything is looked at, and all of it is well', async () => {
  const { ran, found } = await look(await openFull());
  expect(found.filter(({ level }) => level !== 'OK')).toEqual([]);
  expect(ran.verdict).toBe('succeeded');
  const known = new Set(found.map(({ check }) => check));
  expect(checkCalls.filter(([check]) => !known.has(check))).toEqual([]);
});

const denied = (operation: string) => `not looked at: the role may not call ${operation}`;
const troubled = (operation: string) => `not looked at: ${operation}: `;
const rows = checkCalls.flatMap(([check, operation]) => [
  { check, operation, name: 'is denied', fault: { kind: 'deny' } as FaultRule['do'], said: denied(operation) },
  { check, operation, name: 'is in trouble', fault: { kind: 'server-error' } as const, said: troubled(operation) },
]);
const halves = [
  ['secrets', 'ssm:DescribeParameters'],
  ['routes', 'ec2:DescribeRouteTables'],
  ['lifecycle', 'ecr:GetLifecyclePolicy'],
].flatMap(([check = '', operation = '']) => [
  { check, operation, name: 'answers with a page', fault: { kind: 'html-error' } as const, said: troubled(operation) },
  { check, operation, name: 'is cut off', fault: { kind: 'truncate' } as const, said: troubled(operation) },
]);

test.each([...rows, ...halves])('$check: $operation $name: told once as not looked at, nothing is red', async (row) => {
  const shop = await openFull();
  shop.aws.faults.add({ operation: row.operation, do: row.fault });
  const { ran, found } = await look(shop);
  const told = found.filter(({ check, what }) => check === row.check && what.startsWith(row.said));
  expect(told.map(({ level }) => level)).toEqual(['SKIP']);
  expect(found.filter(({ level }) => level === 'FAIL')).toEqual([]);
  expect([ran.verdict, ran.writes]).toEqual(['succeeded', []]);
});
