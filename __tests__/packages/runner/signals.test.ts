import { describe, expect, test } from '@jest/globals';
import type { ProgramOptions, Signals } from '../../support/run-program.ts';
import { rehearse } from './programs/start.ts';

// What a runner sends 7.5 s and 10 s later is left out: a busy machine could be so late. The order of things within the
// program, which the tests are about, is the same at any speed of the machine.
const speed = 10;
const once = (signal: NodeJS.Signals): Signals => [[signal, 0]];
const cancel = (behaviour: string, signals = once('SIGINT'), more: ProgramOptions = {}) =>
  rehearse(behaviour, '', { speed, signalAt: { after: (output) => output.includes('waiting'), signals }, ...more });

describe('a cancelled run', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s: what main hands back is written', async (signal) => {
    const end = await cancel('hand-back', once(signal));
    expect([end.exitCode, end.signal, end.outputs.verdict]).toEqual([1, null, 'cancelled']);
    expect(end.outputs.said).toContain(`cancelled (${signal})`);
    expect(end.summary).not.toBe('');
  });

  test('a main that lets the reason of the signal fly is cancelled, not failed', async () => {
    const end = await cancel('give-up');
    expect([end.exitCode, end.outputs.verdict, end.outputs['reason-code']]).toEqual([1, 'cancelled', '']);
  });

  test('a main that does not end is left behind at 6.5 s, before the runner sends SIGTERM', async () => {
    const end = await cancel('hang');
    expect([end.exitCode, end.signal, end.outputs.verdict]).toEqual([1, null, 'cancelled']);
    expect(end.outputs.changed).toBe('true');
    expect(end.report?.warnings.join()).toContain('no end within 6.5 s of SIGINT');
    expect(end.report?.next).toContain('post step');
    const took = (end.report?.finishedAt ?? 0) - (end.report?.startedAt ?? 0);
    expect(took).toBeGreaterThanOrEqual(6_400);
  });

  test('a second signal ends it at once', async () => {
    const heard = (output: string) => output.includes('SIGINT: cancelling');
    const signals: Signals = [
      ['SIGINT', 0],
      ['SIGINT', heard],
    ];
    // A minute of ours until it ends by itself.
    const end = await cancel('hang', signals, { speed: 0.1 });
    expect([end.exitCode, end.signal, end.outputs.verdict]).toEqual([1, null, 'cancelled']);
    expect(end.report?.warnings.join()).toContain('a second signal came, SIGINT');
  });

  test('a failure while putting back is worse than the cancelling, and is what counts', async () => {
    const end = await cancel('fail-back');
    expect([end.exitCode, end.outputs.verdict, end.outputs['reason-code']]).toEqual([
      1,
      'rollback-failed',
      'crash-loop',
    ]);
  });

  test('what falls over beside main while cancelling does not take its time to put things back', async () => {
    const end = await cancel('stray');
    expect([end.exitCode, end.outputs.verdict]).toEqual([1, 'rolled-back']);
  });

  test('cancelled is green only where the user says so', async () => {
    const end = await rehearse('hand-back', '', {
      inputs: { 'allow-verdicts': 'cancelled' },
      signalAt: { after: (output) => output.includes('waiting'), signals: once('SIGINT') },
    });
    expect([end.exitCode, end.outputs.verdict]).toEqual([0, 'cancelled']);
  });
});
