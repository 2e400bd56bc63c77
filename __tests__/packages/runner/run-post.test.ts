import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { finish, rehearse } from './programs/start.ts';

describe('from main to post', () => {
  test.each(['plain', 'two\nlines', 'Grüße 🚀', '<<EOF'])('the last state kept arrives: %j', async (text) => {
    const { state } = await rehearse('keep', text);
    const end = await finish('nothing', '', { state });
    expect(end.lines).toContain(`kept: ${JSON.stringify({ step: 2, text })}`);
    expect([end.exitCode, end.outputs]).toEqual([0, {}]);
  });

  test('state is saved at once: it is there after a kill', async () => {
    const killed = await rehearse('hang', '', {
      signalAt: { after: (output) => output.includes('waiting'), signals: [['SIGKILL', 0]] },
    });
    const end = await finish('nothing', '', { state: killed.state });
    expect(killed.signal).toBe('SIGKILL');
    expect(end.lines).toContain('kept: "begun"');
  });

  test('a state too long for an environment variable arrives all the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runner-temp-'));
    try {
      const env = { RUNNER_TEMP: folder };
      const { state } = await rehearse('keep-much', 'abc', { env });
      const end = await finish('nothing', '', { state, env });
      expect(JSON.stringify(state).length).toBeLessThan(1_000);
      expect(end.lines.find((line) => line.startsWith('kept: '))).toHaveLength(300_008);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('when main kept nothing, post does nothing', async () => {
    const { state } = await rehearse('say', 'hello');
    const end = await finish('throw', '', { state });
    expect([end.exitCode, end.lines, end.summary]).toEqual([0, [], '']);
  });
});

describe('trouble of its own never fails the job', () => {
  const kept = { deploy_actions: '{"v":1,"state":1}' };
  test.each([
    ['it throws', { do: 'throw' }, kept, 'post is in trouble'],
    ['an input cannot be read', { do: 'nothing', wait: 'perhaps' }, kept, 'wait: "perhaps"'],
    ['the state cannot be read', { do: 'nothing' }, { deploy_actions: '{"v":1,' }, 'SyntaxError'],
  ])('%s', async (_, inputs, state, why) => {
    const end = await finish(inputs.do, '', { inputs, state });
    expect(end.exitCode).toBe(0);
    expect(end.lines.join('\n')).toContain('warning: the post step could not finish');
    expect(end.lines.join('\n')).toContain(why);
  });

  test.each([
    ['cancelled', 0],
    ['rolled-back', 0],
    ['rollback-failed', 1],
    ['unknown', 1],
  ])('its report with verdict %s is shown, exit code %i', async (verdict, code) => {
    const end = await finish('end', verdict, { state: kept });
    expect(end.exitCode).toBe(code);
    expect(end.summary).not.toBe('');
    expect(end.outputs).toEqual({});
  });
});
