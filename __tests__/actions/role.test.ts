import { expect, test } from '@jest/globals';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import { deploy, finish, type RunOptions, rollBack, rowsOf } from '../support/deploy.ts';
import { idToken } from '../support/id-token.ts';
import { openShop, type Shop } from '../support/shop.ts';

const role = 'arn:aws:iam::111122223333:role/deploy';
const asRole = { service: 'web', image: 'v2', 'role-to-assume': role };
const withIdentity: RunOptions = { idToken: async () => idToken() };
const minute = 60_000;

async function open(fates: Readonly<Record<string, Fate>> = {}) {
  const shop = await openShop({ fates });
  shop.push('web', 'v2');
  return { shop, from: shop.aws.calls.length };
}

/** The kinds of keys that calls were made with: long-lived ones (`AKIA`) or a session's (`ASIA`); none for the token. */
const keysOf = (shop: Shop, from: number) => [
  ...new Set(shop.aws.calls.slice(from).map(({ accessKey }) => accessKey.slice(0, 4))),
];
const sessions = (shop: Shop) =>
  shop.aws.world.timeline.filter(({ kind, state }) => kind === 'sts.session' && state === 'issued').length;

test('a migration of ninety minutes outlives its first session, and nothing is called with other keys', async () => {
  const { shop, from } = await open({ up: { kind: 'exits', code: 0, after: 90 * minute } });
  const ran = await deploy(
    shop,
    { ...asRole, 'migration-command': 'up', 'migration-timeout-minutes': '120' },
    withIdentity,
  );
  expect([ran.verdict, ran.code]).toEqual(['succeeded', undefined]);
  expect(keysOf(shop, from)).toEqual(['', 'ASIA']);
  expect(sessions(shop)).toBe(2);
  expect(ran.host.lines.filter((line) => line.startsWith('credentials:'))).toHaveLength(1);
});

test('with keys of the environment alone the role is assumed from them, and renewed', async () => {
  const { shop, from } = await open({ up: { kind: 'exits', code: 0, after: 90 * minute } });
  const ran = await deploy(shop, { ...asRole, 'migration-command': 'up', 'migration-timeout-minutes': '120' });
  expect(ran.verdict).toBe('succeeded');
  expect([keysOf(shop, from), sessions(shop)]).toEqual([['AKIA', 'ASIA'], 2]);
  const byKeys = shop.aws.calls.slice(from).filter(({ accessKey }) => accessKey.startsWith('AKIA'));
  expect(new Set(byKeys.map(({ operation }) => operation))).toEqual(new Set(['sts:AssumeRole']));
});

test('all keys expire in the middle of a rollout: it is followed to its end all the same', async () => {
  const { shop } = await open();
  const expireAll = () => {
    for (const { accessKey } of shop.aws.calls) shop.aws.sts.expire(accessKey);
  };
  const ran = await deploy(shop, asRole, { ...withIdentity, at: [[20_000, expireAll]] });
  expect([ran.verdict, sessions(shop)]).toEqual(['succeeded', 2]);
  expect(shop.state('web')).toMatchObject({ primary: 'web:2', running: ['web:2'] });
});

test('the trust ends in the middle of a rollout: we lose sight of it, and say why and what runs on', async () => {
  const { shop } = await open();
  const end = () => {
    for (const { accessKey } of shop.aws.calls) shop.aws.sts.expire(accessKey);
    shop.aws.faults.add({ operation: /AssumeRole/, do: { kind: 'deny' } });
  };
  const ran = await deploy(shop, asRole, { ...withIdentity, at: [[20_000, end]] });
  expect(ran).toMatchObject({ verdict: 'unknown', code: 'credentials-expired' });
  expect(ran.report.diagnosis?.what).toContain(`could not be renewed: role ${role} does not trust this job`);
});

test.each([
  ['a role that trusts another environment', withIdentity, 'access-denied'],
  ['neither token nor keys', { env: { AWS_ACCESS_KEY_ID: '', RUNNER_ENVIRONMENT: 'github-hosted' } }, 'no-credentials'],
  ['a token service in trouble', { idToken: () => Promise.reject(new Error('gone')) }, 'unknown'],
] as const)('%s: nothing is read, nothing is written', async (_, options: RunOptions, code) => {
  const { shop, from } = await open();
  shop.aws.sts.addRole({ name: 'deploy', subject: 'repo:acme/shop:environment:test' });
  const ran = await deploy(shop, asRole, options).catch((error: Error) => ({ verdict: 'failed', code: error.message }));
  expect([ran.verdict, code === 'unknown' ? 'unknown' : ran.code]).toEqual(['failed', code]);
  expect(shop.aws.calls.slice(from).filter(({ operation }) => !operation.startsWith('sts:'))).toEqual([]);
});

test('post works as the same role, with a session of its own', async () => {
  const { shop, from } = await open();
  const ran = await deploy(shop, asRole, { ...withIdentity, cancelAfter: 20_000 });
  for (const { accessKey } of shop.aws.calls) shop.aws.sts.expire(accessKey);
  const post = await finish(shop, ran, { 'role-to-assume': role });
  expect([ran.verdict, post && rowsOf(post)]).toEqual(['cancelled', { web: 'rolled-back' }]);
  expect([keysOf(shop, from), sessions(shop)]).toEqual([['', 'ASIA'], 2]);
  expect(shop.state('web')).toMatchObject({ primary: 'web:1', running: ['web:1'] });
});

test('a rollback works as the role, too', async () => {
  const { shop } = await open();
  await deploy(shop, asRole, withIdentity);
  const from = shop.aws.calls.length;
  const ran = await rollBack(shop, { service: 'web', 'role-to-assume': role }, withIdentity);
  expect([ran.verdict, keysOf(shop, from)]).toEqual(['succeeded', ['', 'ASIA']]);
});
