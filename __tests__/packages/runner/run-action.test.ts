import { describe, expect, test } from '@jest/globals';
import { reportSchema } from '#report/deployment-report';
import { verdicts } from '#report/verdict';
import { rehearse } from './programs/start.ts';

describe('exit code by verdict', () => {
  const green = ['succeeded', 'unchanged', 'started', 'planned'];
  test.each(verdicts)('%s', async (verdict) => {
    const end = await rehearse('end', verdict);
    expect(end.outputs.verdict).toBe(verdict);
    expect(end.exitCode).toBe(green.includes(verdict) ? 0 : 1);
  });

  test.each([
    ['rolled-back', 'rolled-back', 0],
    ['timed-out', 'rolled-back\nskipped', 1],
    ['skipped', 'rolled-back, skipped', 0],
  ])('%s with allow-verdicts %j', async (verdict, allowed, code) => {
    const end = await rehearse('end', verdict, { inputs: { 'allow-verdicts': allowed } });
    expect(end.exitCode).toBe(code);
    expect(end.annotations.filter(({ level }) => level === 'error')).toHaveLength(code);
  });

  test('a word in allow-verdicts that is no verdict is refused before anything happens', async () => {
    const end = await rehearse('say', 'hello', { inputs: { 'allow-verdicts': 'rolledback' } });
    expect([end.exitCode, end.outputs['reason-code'], end.outputs.said]).toEqual([1, 'invalid-input', undefined]);
  });
});

describe('outputs', () => {
  test('the core, the own ones, and a report file that the schema accepts', async () => {
    const end = await rehearse('say', 'hello');
    expect(end.outputs).toMatchObject({
      verdict: 'succeeded',
      'reason-code': '',
      changed: 'true',
      'release-id': '777-1',
      results: '[]',
      said: 'hello',
    });
    expect(reportSchema.parse(end.report)).toMatchObject({
      action: 'rehearse',
      release: '777-1',
      repository: 'acme/shop',
      commit: '9f3c2ab1d4e5f60718293a4b5c6d7e8f90a1b2c3',
      runUrl: 'https://github.com/acme/shop/actions/runs/777/attempts/1',
    });
    expect(end.summary).not.toBe('');
  });

  test.each(['line 1\nline 2\n\nname<<EOF\nEOF', 'Grüße, 世界 🚀', 'a=b', '  blanks  ', '%0A::set-output::'])(
    'the value %j arrives as it is',
    async (value) => {
      const end = await rehearse('say', value);
      expect(end.outputs.said).toBe(value);
    },
  );

  test('a release that was handed on is kept', async () => {
    const end = await rehearse('end', 'succeeded', { inputs: { 'release-id': '555-2' } });
    expect(end.outputs['release-id']).toBe('555-2');
  });

  test('a release that was not handed on is minted; one that arrives empty is refused', async () => {
    const minted = await rehearse('end', 'succeeded', { inputs: { 'release-id': '(none)' } });
    const blanked = await rehearse('end', 'succeeded', { inputs: { 'release-id': '' } });
    expect(minted.outputs['release-id']).toBe('777-1');
    expect(blanked.outputs['reason-code']).toBe('invalid-input');
  });
});

describe('failures', () => {
  test.each([
    ['fail', '', 'failed', 'crash-loop', 'container "api" exits 1'],
    ['fail-time', '', 'timed-out', 'crash-loop', 'container "api" exits 1'],
    ['throw', 'x is undefined', 'failed', 'unknown', 'TypeError: x is undefined'],
    ['throw-text', 'just a text', 'failed', 'unknown', 'just a text'],
    ['reject', 'nobody waits for this', 'failed', 'unknown', 'RangeError: nobody waits for this'],
    ['forget', '', 'failed', 'unknown', 'nothing was left to wait for'],
  ])('%s %j: verdict, code, cause and exit code', async (behaviour, text, verdict, code, cause) => {
    const end = await rehearse(behaviour, text);
    expect([end.exitCode, end.outputs.verdict, end.outputs['reason-code']]).toEqual([1, verdict, code]);
    expect(end.report?.diagnosis?.what).toContain(cause);
    expect(end.annotations[0]).toMatchObject({ level: 'error', title: code });
    expect(end.annotations[0]?.message).toContain(cause);
    expect(end.lines.slice(-2).join('\n')).toContain(cause);
  });

  test('the stack of what nobody expected, and causes, are in the debug log alone', async () => {
    const thrown = await rehearse('throw', 'x is undefined');
    const failed = await rehearse('fail-time');
    const debug = (end: typeof thrown) => end.commands.filter(({ command }) => command === 'debug');
    expect(debug(thrown).map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/TypeError[\s\S]*main\.ts/),
    );
    expect(debug(failed).map(({ message }) => message)).toContainEqual(expect.stringContaining('the cause of it'));
    expect(thrown.lines.join('\n')).not.toContain('main.ts');
  });

  test('all bad inputs stand in the first annotation', async () => {
    const end = await rehearse('say', '', { inputs: { wait: 'perhaps', 'image-tag': '', 'wait-for-it': 'true' } });
    for (const part of ['wait: "perhaps"', 'image-tag: arrived empty', 'wait-for-it: is called wait now']) {
      expect(end.annotations[0]?.message).toContain(part);
      expect(end.lines.join('\n')).toContain(part);
    }
    expect(end.annotations[0]?.title).toBe('invalid-input');
    expect(end.outputs['reason-code']).toBe('invalid-input');
  });

  test.each([
    ['GITHUB_STEP_SUMMARY', 'summary'],
    ['RUNNER_TEMP', 'report file'],
    ['GITHUB_OUTPUT', 'outputs'],
  ])('without a writable %s the verdict is still told', async (variable, what) => {
    const end = await rehearse('end', 'rolled-back', { env: { [variable]: '/nowhere/at/all' } });
    expect(end.exitCode).toBe(1);
    expect(end.stdout).toContain(`warning: could not write the ${what}`);
  });

  test('a connection left open does not hold the job', async () => {
    const end = await rehearse('linger-open');
    expect([end.exitCode, end.signal]).toEqual([0, null]);
  });
});
