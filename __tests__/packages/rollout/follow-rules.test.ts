import { describe, expect, test } from '@jest/globals';
import type { AwsErrorKind } from '#aws/aws-error';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { ReasonCode } from '#report/reasons';
import { isBad, type PartEnd } from '#rollout/follow';
import type { Look } from '#rollout/platform';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { inProcessHost } from '../../support/host.ts';
import { doomed, ended, followed, goingBack, live, moving, scripted, trouble, why } from './watch-script.ts';

// What following makes of looks: which end counts for others, what an end remembers, what is said, and when sight is lost.

type Script = readonly (readonly Look[] | Error)[];

/** Ends, the lines that were printed, and the ms that it took. A look every 2 s. */
async function play(script: Script, rows: readonly string[], options: Parameters<typeof followed>[2] = {}) {
  const host = inProcessHost(new VirtualClock());
  const began = host.clock.now();
  const ends = await followed(scripted(script), rows, options, host);
  const lines = host.lines.map((line) => line.replace(/^\d\d:\d\d +/, ''));
  return { ends, lines, took: host.clock.now() - began };
}

describe('whether an end ends the others, too', () => {
  test.each<readonly [string, Look, boolean]>([
    ['live', live, false],
    ['paused', ended('paused'), false],
    ['failed', ended('failed'), true],
    ['went back', ended('went-back'), true],
    ['superseded', ended('superseded'), true],
    ['doomed', doomed, true],
    ['going back', goingBack, true],
  ])('%s', async (_name, look, bad) => {
    const script = [
      [look, moving()],
      [look, moving()],
      [look, live],
    ];
    const { ends, took } = await play(script, ['api', 'web']);
    expect([ends[1]?.how, took]).toEqual(bad ? ['moving', 0] : ['live', 4_000]);
    expect(isBad(ends[0] as PartEnd)).toBe(bad);
    const all = await play(script, ['api', 'web'], { endAtFirstBad: false });
    expect(all.ends[1]?.how).toBe('live');
  });
});

describe('an end remembers the counts that were seen last', () => {
  test.each<readonly [string, Script, PartEnd]>([
    ['failed', [[moving('1/2')], [ended('failed')]], { how: 'failed', why, state: '1/2' }],
    ['failed at the first look', [[ended('failed')]], { how: 'failed', why }],
    ['doomed', [[moving('1/2')], [doomed]], { how: 'doomed', why, state: '1/2' }],
    ['going back, which has its own', [[moving('1/2')], [goingBack]], { how: 'going-back', why, state: '1 new left' }],
    ['out of time', [[moving('1/2')]], { how: 'timed-out', why, state: '1/2' }],
    ['live, which has its own', [[moving('1/2')], [live]], { how: 'live', state: '2/2 running', warnings: [] }],
    [
      'live with warnings',
      [[{ ...live, warnings: ['one task is missing'] } as Look]],
      { how: 'live', state: '2/2 running', warnings: ['one task is missing'] },
    ],
  ])('%s', async (_name, script, end) => {
    expect((await play(script, ['web'])).ends).toEqual([end]);
  });

  test('what another bad end leaves moving has none', async () => {
    const { ends } = await play([[moving('1/2'), doomed]], ['api', 'web']);
    expect(ends[0]).toEqual({ how: 'moving' });
  });

  test('time that is up is so for those that still move alone', async () => {
    const { ends, took } = await play([[live, moving()]], ['api', 'web'], {
      deadline: new VirtualClock().now() + 9_000,
    });
    expect([ends.map(({ how }) => how), took]).toEqual([['live', 'timed-out'], 9_000]);
  });

  test('a deadline that has passed leaves one look', async () => {
    const { ends, took } = await play([[moving()]], ['web'], { deadline: 0 });
    expect([ends[0]?.how, took]).toEqual(['timed-out', 0]);
  });
});

describe('what is said', () => {
  const unknown = diagnosis('unknown', { what: 'nothing is known', where: 'web' });
  test.each<readonly [string, Look, readonly string[]]>([
    [
      'how long it usually takes',
      { ...moving(), usualMs: 59_400 } as Look,
      ['web 1 → 2   1/2 new running, usually 59s'],
    ],
    ['in minutes', { ...moving(), usualMs: 59_500 } as Look, ['web 1 → 2   1/2 new running, usually 1m00s']],
    [
      'in minutes and seconds',
      { ...moving(), usualMs: 754_000 } as Look,
      ['web 1 → 2   1/2 new running, usually 12m34s'],
    ],
    ['not when it is not known', moving(), ['web 1 → 2   1/2 new running']],
    [
      'the news before the counts',
      { kind: 'moving', state: '1/2', news: ['a', 'b'] },
      ['web 1 → 2   a', 'web 1 → 2   b', 'web 1 → 2   1/2'],
    ],
    ['the news of doom', { kind: 'doomed', why: unknown, news: ['a'] }, ['web 1 → 2   a']],
    [
      'the news of going back',
      { kind: 'going-back', why: unknown, state: '2 old', news: ['a'] },
      ['web 1 → 2   a', 'web 1 → 2   going back: 2 old'],
    ],
  ])('%s', async (_name, look, lines) => {
    expect((await play([[look], [live]], ['web'])).lines).toEqual(lines);
  });

  test('after 30 s, whom it waits for: with counts where they were seen', async () => {
    const { lines } = await play(
      [...Array.from({ length: 16 }, () => [live, moving('1/2'), { ...doomed, news: [] }]), [live, live, doomed]],
      ['api', 'web', 'db'],
      { endAtFirstBad: false },
    );
    expect(lines.at(-1)).toBe('still waiting for web (1/2)');
    const blind = await play(
      [...Array.from({ length: 16 }, () => trouble('transient', 'ECONNRESET')), [live, live]],
      ['api', 'web'],
    );
    expect(blind.lines.filter((line) => !line.startsWith('debug'))).toEqual(['still waiting for api, web']);
  });
});

describe('sight is lost', () => {
  test.each<readonly [AwsErrorKind, string, number]>([
    ['denied', 'AccessDeniedException', 2_000],
    ['expired', 'ExpiredTokenException', 2_000],
    ['no-credentials', 'CredentialsProviderError', 2_000],
    ['not-found', 'ClusterNotFoundException', 2_000],
    ['transient', 'ECONNRESET', 180_000],
    ['throttled', 'ThrottlingException', 180_000],
  ])('%s: after so many ms', async (kind, code, ms) => {
    const error = trouble(kind, code);
    const { ends, took } = await play([[moving('1/2')], error], ['web']);
    expect(ends).toEqual([{ how: 'lost', why: error.diagnosis, state: '1/2' }]);
    expect(took).toBe(ms);
  });

  test.each<readonly [ReasonCode, number]>([
    ['invalid-input', 2_000],
    ['unknown', 180_000],
  ])('%s, said by ourselves: after so many ms', async (code, ms) => {
    const { ends, took } = await play([[moving()], new Failure(diagnosis(code, { what: 'x', where: 'y' }))], ['web']);
    expect([ends[0]?.how, took]).toEqual(['lost', ms]);
  });

  test('each look that sees something begins the three minutes anew', async () => {
    const blink = trouble('transient', 'ECONNRESET');
    const script = [[moving()], ...Array.from({ length: 80 }, () => blink), [moving()], blink];
    const { took } = await play(script, ['web']);
    expect(took).toBe(81 * 2_000 + 180_000);
  });

  test('the watch is told of rates alone', async () => {
    const watch = scripted([
      [moving()],
      trouble('transient', 'ECONNRESET'),
      new TypeError('x'),
      trouble('throttled', 'Throttling'),
      [live],
    ]);
    await followed(watch, ['web']);
    expect(watch.pauses).toEqual([false, false, false, true]);
  });
});
