import { describe, expect, test } from '@jest/globals';
import { rehearse } from './programs/start.ts';

const secret = 'correct-horse-battery';

describe('secrets', () => {
  test('are masked before anything else is printed', async () => {
    const end = await rehearse('say', 'hello', {
      inputs: { 'api-key': `${secret}\nsecond-line` },
      env: { AWS_SECRET_ACCESS_KEY: 'aws-secret-value', AWS_SESSION_TOKEN: 'aws-session-value' },
    });
    const masks = end.commands.filter(({ command }) => command === 'add-mask').map(({ message }) => message);
    expect(masks).toEqual(expect.arrayContaining([secret, 'second-line', 'aws-secret-value', 'aws-session-value']));
    expect(end.commands.slice(0, masks.length).every(({ command }) => command === 'add-mask')).toBe(true);
    expect(end.stdout.indexOf('hello')).toBeGreaterThan(end.stdout.lastIndexOf('::add-mask::'));
  });

  test('stand neither in the report nor in the summary', async () => {
    const end = await rehearse('fail', '', { inputs: { 'api-key': secret } });
    expect(end.report?.diagnosis?.evidence.join()).toContain('token=***');
    expect(JSON.stringify(end.report) + end.summary).not.toContain(secret);
  });

  test('are not printed as masks where no runner reads them', async () => {
    const end = await rehearse('say', `it is ${secret}`, {
      inputs: { 'api-key': secret },
      env: { GITHUB_ACTIONS: undefined },
    });
    expect(end.stdout).not.toContain(secret);
    expect(end.stdout).toContain('it is ***');
  });
});

describe('what comes from outside is never a command', () => {
  const cases = [
    '::error::forged',
    '  ::set-output name=verdict::succeeded',
    'a\n::stop-commands::x',
    '##[error]forged',
  ];
  test.each(cases)('info %j', async (text) => {
    const end = await rehearse('say', text);
    const forged = end.commands.filter(({ command }) => !['add-mask', 'debug'].includes(command));
    expect(forged).toEqual([]);
    expect(end.stdout).not.toContain('##[');
  });

  test.each(cases)('warn and group %j', async (text) => {
    const warned = await rehearse('warn', text);
    const grouped = await rehearse('group', text);
    expect(warned.commands.map(({ command }) => command)).not.toContain('stop-commands');
    expect(warned.annotations.map(({ level }) => level)).toEqual(['warning']);
    expect(grouped.stdout).toMatch(/^::group::.*\ninside\n::endgroup::$/m);
  });
});

test('a warning is told where it happened and shown beside the job at the end', async () => {
  const end = await rehearse('warn', '50 % done: a, b');
  expect(end.lines).toContain('warning: 50 % done: a, b');
  expect(end.annotations).toHaveLength(1);
  expect(end.annotations[0]?.message).toContain('50 % done: a, b');
  expect(end.exitCode).toBe(0);
});

test.each(['redacted', 'none'])('evidence %s holds for everything that is written', async (evidence) => {
  const end = await rehearse('fail', '', { inputs: { evidence } });
  expect(end.report?.diagnosis?.code).toBe('crash-loop');
  expect(JSON.stringify(end.report) + end.summary + end.stdout).not.toContain('DATABASE_URL');
});
