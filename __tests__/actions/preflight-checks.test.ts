import { expect, test } from '@jest/globals';
import type { Finding } from '#ecs/preflight/finding';
import { commit, githubPort, jobEnv } from '../packages/github/github-world.ts';
import { type CheckedShop, openCheckedShop } from '../support/checked-shop.ts';
import { run, type With } from '../support/deploy.ts';

async function look({ shop, github }: CheckedShop, inputs: With) {
  const ran = await run(
    shop,
    'preflight',
    { service: 'web', image: 'v2', 'github-token': github.state.token, ...inputs },
    { http: githubPort(github), env: jobEnv() },
  );
  const found: readonly Finding[] = JSON.parse(ran.outputs.findings ?? '[]');
  return { ran, found: found.filter(({ check }) => check === 'checks') };
}

const where = 'checks of 9f3c2ab';

test.each<[string, (world: CheckedShop) => unknown, string, Partial<Finding>]>([
  ['passed', ({ check }) => check('test', 'success'), 'test', { level: 'OK', what: 'passed: test' }],
  ['all passed', ({ check }) => check('test', 'success'), 'all', { level: 'OK', what: 'passed: test' }],
  ['pending', ({ check }) => check('test'), 'test', { level: 'WARN', what: 'test: in_progress' }],
  [
    'not reported',
    ({ check }) => check('Test', 'success'),
    'test',
    { level: 'WARN', what: 'test: not reported; near: Test' },
  ],
  [
    'failed',
    ({ check }) => check('test', 'failure'),
    'test',
    { level: 'FAIL', what: 'have not passed: test: failure', code: 'checks-not-passed' },
  ],
  [
    'not ours to look at',
    ({ github }) => Object.assign(github.state.permissions, { checks: 'none' }),
    'test',
    { level: 'SKIP', what: 'not looked at: ' },
  ],
])('%s', async (_, given, names, { level = 'OK', what = '', code }) => {
  const world = await openCheckedShop();
  await given(world);
  const { ran, found } = await look(world, { 'require-checks': names });
  expect(found).toEqual([
    expect.objectContaining({
      level,
      where,
      what: expect.stringContaining(what),
      ...(code === undefined ? {} : { code }),
    }),
  ]);
  expect(ran.verdict).toBe(level === 'FAIL' ? 'failed' : 'succeeded');
  expect(ran.code).toBe(code);
});

test('a failed check names where it is seen', async () => {
  const world = await openCheckedShop();
  world.check('test', 'failure');
  const { found } = await look(world, { 'require-checks': 'test' });
  expect(found[0]?.fix).toContain(`/commit/${commit}/checks`);
});

test('nobody asks GitHub when nothing is required', async () => {
  const world = await openCheckedShop();
  const { found } = await look(world, {});
  expect(found).toEqual([]);
});

test('GitHub in trouble leaves it unseen', async () => {
  const world = await openCheckedShop();
  const http = async () => ({ kind: 'answered', status: 503, headers: {}, body: '', tookMs: 1 }) as const;
  const ran = await run(
    world.shop,
    'preflight',
    { service: 'web', image: 'v2', 'github-token': 't', 'require-checks': 'test' },
    { http, env: jobEnv() },
  );
  expect(ran.verdict).toBe('succeeded');
  expect(ran.outputs.findings).toContain('not looked at: GitHub could not be reached or had trouble');
});
