import { describe, expect, test } from '@jest/globals';
import { guard } from '#aws/guard';
import { readCaller } from '#aws/read-caller';
import { Cancelled } from '#base/cancelled';
import { connectEcs } from '#ecs/client';
import { idToken } from '../../support/id-token.ts';
import { role, roleWorld } from './role-world.ts';

const minute = 60_000;
const web = 'sts:AssumeRoleWithWebIdentity';

describe('with the identity of the job', () => {
  test('calls are made as the role, in a session that names the run', async () => {
    const world = roleWorld();
    const { arn } = await readCaller(await world.open());
    expect(arn).toBe('arn:aws:sts::111122223333:assumed-role/deploy/deploy-ecs-777-1');
    expect([world.minted(), world.asked]).toEqual([[web], ['sts.amazonaws.com']]);
  });

  test('one line says so, and that the keys of the environment are not used', async () => {
    const world = roleWorld();
    await world.open({ 'role-duration-seconds': 900 });
    expect(world.host.lines).toEqual([
      `credentials: ${role}, for repo:acme/shop:environment:production, renewed every 15 min; AWS_ACCESS_KEY_ID of the environment is not used`,
    ]);
  });

  test('token and keys are masked before anything is called with them', async () => {
    const world = roleWorld();
    const aws = await world.open();
    const { accessKeyId, secretAccessKey, sessionToken } = aws.credentials?.held() ?? {};
    expect(world.host.masked).toEqual([idToken(), accessKeyId, secretAccessKey, sessionToken]);
    expect(world.local.calls.map(({ operation }) => operation)).toEqual([web]);
  });

  test('the guard sees the account of the role', async () => {
    const aws = await roleWorld().open();
    await expect(guard(aws, { accounts: ['999999999999'] })).rejects.toMatchObject({
      diagnosis: { code: 'invalid-input', what: expect.stringContaining('account 111122223333') },
    });
  });

  test('a role of China is asked for with its own audience', async () => {
    const world = roleWorld();
    await world.open({ 'role-to-assume': role.replace('arn:aws:', 'arn:aws-cn:') }).catch(() => {});
    expect(world.asked).toEqual(['sts.amazonaws.com.cn']);
  });
});

describe('with the credentials of the environment', () => {
  test('the role is assumed from them, and why is said', async () => {
    const world = roleWorld({ claims: 'none', env: { GITHUB_ACTIONS: 'true' } });
    const aws = await world.open({ 'role-session-name': 'mine' });
    expect((await readCaller(aws)).arn).toBe('arn:aws:sts::111122223333:assumed-role/deploy/mine');
    expect(world.minted()).toEqual(['sts:AssumeRole']);
    expect(world.host.lines).toEqual([
      `credentials: ${role}, assumed from the credentials of the environment (the job has no OIDC token: permissions: id-token: write), renewed every 60 min`,
    ]);
  });

  test('without a role nothing is minted', async () => {
    const world = roleWorld();
    const aws = await world.open({ 'role-to-assume': undefined });
    expect([aws.credentials, world.minted()]).toEqual([undefined, []]);
  });
});

describe('renewing', () => {
  const quarter = { 'role-duration-seconds': 900 };
  const later = async (ms: number, options = {}) => {
    const world = roleWorld(options);
    const aws = await world.open(quarter);
    const ecs = await connectEcs(aws);
    await world.clock.advance(ms);
    return { ...world, aws, ecs, look: () => ecs.call('ListClusters', {}) };
  };
  const statusesOf = ({ local }: { local: ReturnType<typeof roleWorld>['local'] }) =>
    local.calls.filter(({ operation }) => operation === 'ecs:ListClusters').map(({ status }) => status);

  test.each([
    [9 * minute, 1],
    [10 * minute, 2],
    [90 * minute, 2],
  ])('after %d ms there are %d sessions, however many calls come together', async (ms, sessions) => {
    const world = await later(ms);
    await Promise.all(Array.from({ length: 20 }, world.look));
    expect(world.minted()).toHaveLength(sessions);
    expect(new Set(statusesOf(world))).toEqual(new Set([200]));
  });

  test('keys that AWS calls expired too early are replaced once, and the call is made again, also a single write', async () => {
    const world = await later(0);
    world.local.sts.expire(world.aws.credentials?.held().accessKeyId ?? '');
    await world.ecs.call('StopTask', { task: 'x' }, { retry: 'never' }).catch(() => {});
    expect(world.minted()).toHaveLength(2);
    const stops = world.local.calls.filter(({ operation }) => operation === 'ecs:StopTask');
    expect(stops.map(({ accessKey }) => accessKey)[1]).toBe(world.aws.credentials?.held().accessKeyId);
    expect(stops).toHaveLength(2);
  });

  test('keys that are refused again are not replaced for ever', async () => {
    const world = await later(0);
    world.local.faults.add({ operation: /^ecs:/, do: { kind: 'expired-token' } });
    await expect(world.look()).rejects.toMatchObject({ kind: 'expired', diagnosis: { code: 'credentials-expired' } });
    expect(statusesOf(world)).toEqual([400, 400]);
  });

  test('trouble of STS does not matter while the old keys are good, and is not asked for at every call', async () => {
    const world = await later(11 * minute);
    world.local.faults.add({ operation: web, do: { kind: 'deny' } });
    for (let call = 0; call < 10; call++) await world.look();
    expect([statusesOf(world), world.minted().length]).toEqual([Array(10).fill(200), 2]);
    world.local.faults.clear();
    await world.clock.advance(minute);
    await world.look();
    expect(world.minted()).toHaveLength(3);
  });

  test('a trust policy that changed meanwhile: expired, with the reason of STS', async () => {
    const world = await later(16 * minute);
    world.local.faults.add({ operation: web, do: { kind: 'deny' } });
    await expect(world.look()).rejects.toMatchObject({
      kind: 'expired',
      operation: 'ecs:ListClusters',
      diagnosis: {
        code: 'credentials-expired',
        what: expect.stringMatching(
          /expired before ecs:ListClusters and could not be renewed: role \S+ does not trust/,
        ),
        fix: expect.stringContaining('trust policy'),
      },
    });
    expect(statusesOf(world)).toEqual([]);
  });

  test('an STS out of sight is trouble that may pass: who looks again is let in again', async () => {
    const world = await later(16 * minute);
    const takeBack = world.local.faults.add({ operation: web, do: { kind: 'server-error' } });
    await expect(world.look()).rejects.toMatchObject({ kind: 'transient' });
    takeBack();
    await world.look();
    expect(statusesOf(world)).toEqual([200]);
  });

  test('a call that is cancelled does not wait for keys; the clean-up after it gets some', async () => {
    const world = await later(16 * minute);
    world.local.faults.add({ operation: web, times: 1, do: { kind: 'latency', ms: 10_000 } });
    world.clock.at(world.clock.now() + 1_000, () => world.host.abort.abort(new Cancelled('SIGINT')));
    await expect(world.look()).rejects.toThrow('the run was cancelled (SIGINT)');
    expect(world.clock.now() % minute).toBe(1_000);
    await world.ecs.call('ListClusters', {}, { signal: new AbortController().signal });
    expect([statusesOf(world), world.minted().length]).toEqual([[200], 2]);
  });
});
