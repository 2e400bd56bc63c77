import { afterAll, expect, test } from '@jest/globals';
import { openFarEnd } from '../support/far-end.ts';
import { runBundle } from '../support/run-bundle.ts';
import { cancelledByRunner, type ProgramEnd } from '../support/run-program.ts';
import { openTokenService } from '../support/token-service.ts';
import { everythingOf } from './run-job.ts';
import { expectLeft } from './shown.ts';

const services = ['long', 'cancelled', 'chained'] as const;
const far = await openFarEnd({
  services,
  fates: { slow: { kind: 'exits', code: 0, after: 20_000, log: ['done'] } },
});
const tokens = await openTokenService();

afterAll(async () => {
  tokens.close();
  await far.close();
});

const role = 'arn:aws:iam::111122223333:role/deploy';
const noKeys = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

function job(on: string, inputs: Readonly<Record<string, string>> = {}) {
  const image = far.push(on, 'v2');
  return {
    inputs: { cluster: 'shop', service: on, image, 'role-to-assume': role, ...inputs },
    env: { ...far.env('AKIANOTUSED'), ...noKeys, ...tokens.env },
    speed: far.speed,
    origin: far.origin,
    ...(process.env.DIST === undefined ? {} : { dist: process.env.DIST }),
  };
}

/** Sessions of one run, whose name ends with the run's. */
const sessionsOf = (run: string) =>
  far.aws.world.timeline.filter(
    ({ kind, state, detail }) => kind === 'sts.session' && state === 'issued' && String(detail?.arn).endsWith(run),
  ).length;

/** Every secret was masked, and stands nowhere else. */
function expectNothingTold(end: ProgramEnd): void {
  const masks = end.commands.filter(({ command }) => command === 'add-mask').map(({ message }) => message);
  const token = tokens.issued.filter((one) => masks.includes(one));
  expect(token.length).toBeGreaterThan(0);
  const shown = everythingOf(end);
  expect(masks.filter((secret) => shown.includes(secret))).toEqual([]);
  expect(masks.some((secret) => secret.startsWith('IQoJ'))).toBe(true);
}

/** Ends every session that was opened, as time would. */
function expireSessions(): void {
  for (const { accessKey } of far.aws.calls) if (accessKey.startsWith('ASIA')) far.aws.sts.expire(accessKey);
}

test('without any keys a job deploys as its role, and a migration outlives the first session', async () => {
  const inputs = { 'migration-command': 'slow', 'role-duration-seconds': '900', 'role-session-name': 'long-run' };
  let expired = false;
  const end = await runBundle('deploy-ecs', {
    ...job('long', inputs),
    onOutput(text) {
      if (expired || !text.includes('migrate ')) return;
      expired = true;
      expireSessions();
    },
  });
  expect([end.exitCode, end.outputs.verdict, end.stderr]).toEqual([0, 'succeeded', '']);
  expect(end.stdout).toContain(`credentials: ${role}, for repo:acme/shop:environment:production, renewed every 15 min`);
  expect(sessionsOf('long-run')).toBe(2);
  expectNothingTold(end);
  expectLeft(far, 'long', { serves: 'long:2', record: ['long:2', 'succeeded'] });
});

test('cancelled, post puts the old release back with a session of its own', async () => {
  const inputs = { 'role-session-name': 'cancelled-run' };
  const main = await runBundle('deploy-ecs', {
    ...job('cancelled', inputs),
    signalAt: { after: (output) => output.includes('new running'), signals: cancelledByRunner },
  });
  expect([main.exitCode, main.outputs.verdict]).toEqual([1, 'cancelled']);
  const post = await runBundle('deploy-ecs', { ...job('cancelled', inputs), entry: 'post', state: main.state });
  expect([post.exitCode, post.stderr]).toEqual([0, '']);
  expect(sessionsOf('cancelled-run')).toBe(2);
  expectNothingTold(post);
  expectLeft(far, 'cancelled', { serves: 'cancelled:1', record: ['cancelled:2', 'rolled-back'] });
});

test('with keys and no identity the role is assumed from the keys', async () => {
  const { env, ...rest } = job('chained', { 'role-session-name': 'chained-run' });
  const keys = { ...far.env('AKIAAMBIENT'), ACTIONS_ID_TOKEN_REQUEST_URL: undefined };
  const end = await runBundle('deploy-ecs', { ...rest, env: { ...env, ...keys } });
  expect([end.exitCode, end.outputs.verdict, sessionsOf('chained-run')]).toEqual([0, 'succeeded', 1]);
  expect(end.stdout).toContain('assumed from the credentials of the environment');
});

test.each([
  ['with a role, but without id-token: write', {}, { RUNNER_ENVIRONMENT: 'github-hosted' }],
  ['without a role and keys', { 'role-to-assume': '' }, {}],
])('%s: both ways to get credentials are said, and nothing is read', async (_, inputs, more) => {
  const before = far.aws.calls.length;
  const { env, ...rest } = job('chained', inputs);
  const end = await runBundle('deploy-ecs', {
    ...rest,
    env: { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: undefined, ...more },
  });
  expect([end.exitCode, end.outputs['reason-code'], end.outputs.changed]).toEqual([1, 'no-credentials', 'false']);
  expect(end.annotations[0]?.message).toMatch(/id-token: write[\s\S]*AWS_ACCESS_KEY_ID/);
  expect(far.aws.calls.length).toBe(before);
});
