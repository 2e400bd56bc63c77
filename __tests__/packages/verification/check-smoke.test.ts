import { expect, test } from '@jest/globals';
import { checkSmoke } from '#verification/check-smoke';
import { newCommit, part, scene } from './far-end.ts';

const print = (...names: readonly string[]) =>
  [
    process.execPath,
    '-e',
    `for (const name of ${JSON.stringify(names)}) console.log(name + '=' + process.env[name])`,
  ] as const;

test('passes with exit code 0, its lines in the log', async () => {
  const { context, lines } = scene();
  const result = await checkSmoke({ argv: [process.execPath, '-e', 'console.log("12 passed")'], env: {} }).run(context);
  expect(result).toMatchObject({ kind: 'passed', summary: expect.stringMatching(/^smoke-command passed/) });
  expect(lines).toEqual([expect.stringMatching(/^group: smoke-command: /), '12 passed']);
});

test('knows the release, the commit and the one service', async () => {
  const { context, lines } = scene({ parts: [part('web')] });
  const argv = print('RELEASE', 'COMMIT', 'SERVICE', 'CLUSTER', 'REVISION', 'HEALTH_URL', 'STAGE');
  await checkSmoke({ argv, env: { STAGE: 'test' }, facts: { HEALTH_URL: 'https://a/' } }).run(context);
  expect(lines.slice(1)).toEqual([
    'RELEASE=777-1',
    `COMMIT=${newCommit}`,
    'SERVICE=web',
    'CLUSTER=main',
    'REVISION=web:42',
    'HEALTH_URL=https://a/',
    'STAGE=test',
  ]);
});

test('does not see inputs, state and tokens of the runner', async () => {
  const env = { 'INPUT_GITHUB-TOKEN': 'a', STATE_open: 'b', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'c', GITHUB_SHA: 'd' };
  const { context, lines } = scene();
  await checkSmoke({ argv: print(...Object.keys(env)), env }).run(context);
  expect(lines.slice(1)).toEqual([
    'INPUT_GITHUB-TOKEN=undefined',
    'STATE_open=undefined',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN=undefined',
    'GITHUB_SHA=d',
  ]);
});

test('keeps the last lines as evidence', async () => {
  const script = 'for (let n = 0; n < 200; n++) console.log("step " + n); console.log(""); process.exitCode = 2';
  const result = await checkSmoke({ argv: [process.execPath, '-e', script], env: {} }).run(scene().context);
  expect(result).toMatchObject({ diagnosis: { what: 'smoke-command exits 2: step 199' } });
  expect(result.kind === 'failed' && result.diagnosis.evidence).toEqual(
    Array.from({ length: 30 }, (_, n) => `step ${170 + n}`),
  );
});

test('is not begun without time', async () => {
  const { context, clock } = scene();
  const check = checkSmoke({ argv: ['no-such-program-here'], env: {} });
  expect(await check.run({ ...context, deadline: clock.now() + 50 })).toMatchObject({
    diagnosis: { code: 'deadline-exceeded' },
  });
});

test('a cancel is thrown, not diagnosed', async () => {
  const { context, abort } = scene();
  const check = checkSmoke({ argv: [process.execPath, '-e', 'setInterval(() => {}, 1000)'], env: {} });
  const running = check.run(context);
  abort.abort(new Error('cancelled'));
  await expect(running).rejects.toThrow('cancelled');
});
