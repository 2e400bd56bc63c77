import { describe, expect, test } from '@jest/globals';
import { Cancelled } from '#base/cancelled';
import { diagnosis } from '#report/diagnosis';
import type { Look } from '#rollout/platform';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { inProcessHost } from '../../support/host.ts';
import { doomed, ended, followed, goingBack, live, moving, scripted, trouble, why } from './watch-script.ts';

const singles: readonly (readonly [string, readonly (readonly Look[] | Error)[], string])[] = [
  ['live', [[moving()], [live]], 'live'],
  ['doomed', [[moving()], [doomed]], 'doomed'],
  ['going back: said at once, the caller decides', [[moving()], [goingBack], [ended('went-back')]], 'going-back'],
  ['went back', [[ended('went-back')]], 'went-back'],
  ['failed', [[ended('failed')]], 'failed'],
  ['superseded', [[ended('superseded')]], 'superseded'],
  ['paused', [[moving()], [ended('paused')]], 'paused'],
  ['still moving at its deadline', [[moving()]], 'timed-out'],
  [
    'trouble that passes',
    [trouble('transient', 'ECONNRESET'), [moving()], trouble('throttled', 'Throttling'), [live]],
    'live',
  ],
  ['no sight for three minutes', [[moving()], trouble('transient', 'ECONNRESET')], 'lost'],
  ['denied', [[moving()], trouble('denied', 'AccessDeniedException')], 'lost'],
  ['expired', [[moving()], trouble('expired', 'ExpiredTokenException')], 'lost'],
  ['an error of our own for three minutes', [new TypeError('no such thing')], 'lost'],
];

describe('one part', () => {
  test.each(singles)('%s', async (_, script, how) => {
    const [end] = await followed(scripted(script), ['web']);
    expect(end?.how).toBe(how);
  });

  test('going back is followed to its end when nothing else waits for it', async () => {
    const ends = await followed(scripted([[goingBack], [goingBack], [ended('went-back')]]), ['web'], {
      endAtFirstBad: false,
    });
    expect(ends).toMatchObject([{ how: 'went-back', why }]);
  });

  test('a timeout keeps the cause, and says deadline-exceeded when there is none', async () => {
    const unknown = diagnosis('unknown', { what: 'nothing is known', where: 'web', evidence: ['2 pending'] });
    const [known] = await followed(scripted([[moving()]]), ['web']);
    const [late] = await followed(scripted([[moving()]], unknown), ['web']);
    expect(known).toMatchObject({ how: 'timed-out', why: { code: 'crash-loop' } });
    expect(late).toMatchObject({ how: 'timed-out', why: { code: 'deadline-exceeded', evidence: ['2 pending'] } });
  });

  test('the watch is told when it was refused for its rate', async () => {
    const watch = scripted([[moving()], trouble('throttled', 'Throttling'), [moving()], [live]]);
    await followed(watch, ['web']);
    expect(watch.pauses).toEqual([false, true, false]);
  });

  test('a cancel ends it with its reason', async () => {
    const clock = new VirtualClock();
    const host = inProcessHost(clock);
    clock.at(clock.now() + 9_000, () => host.abort.abort(new Cancelled('SIGINT')));
    await expect(followed(scripted([[moving()]]), ['web'], {}, host)).rejects.toThrow('SIGINT');
    expect(clock.now()).toBe(new VirtualClock().now() + 9_000);
  });
});

describe('several parts', () => {
  test('ends at the first bad one; the others move', async () => {
    const ends = await followed(
      scripted([
        [moving(), moving()],
        [moving(), doomed],
      ]),
      ['api', 'web'],
    );
    expect(ends.map(({ how }) => how)).toEqual(['moving', 'doomed']);
  });

  test('an end stays what it was, whatever later looks say', async () => {
    const ends = await followed(
      scripted([
        [live, moving()],
        [ended('superseded'), live],
      ]),
      ['api', 'web'],
    );
    expect(ends.map(({ how }) => how)).toEqual(['live', 'live']);
  });

  test('all are followed to their ends when asked to', async () => {
    const script = [
      [doomed, moving()],
      [doomed, goingBack],
      [doomed, ended('failed')],
    ];
    const ends = await followed(scripted(script), ['api', 'web'], { endAtFirstBad: false });
    expect(ends.map(({ how }) => how)).toEqual(['doomed', 'failed']);
  });

  test('what is out of sight is lost for all that still move', async () => {
    const ends = await followed(scripted([[live, moving()], trouble('denied', 'AccessDeniedException')]), [
      'api',
      'web',
    ]);
    expect(ends.map(({ how }) => how)).toEqual(['live', 'lost']);
  });
});

describe('what is printed', () => {
  test('a line when something changed, else a heartbeat in 30 s', async () => {
    const host = inProcessHost(new VirtualClock());
    const script = [...Array.from({ length: 40 }, () => [moving()]), [moving('2/2 new running')], [live]];
    await followed(scripted(script), ['web'], {}, host);
    expect(host.lines).toEqual([
      '00:00  web 1 → 2   1/2 new running',
      '00:30              still waiting for web (1/2 new running)',
      '01:00              still waiting for web (1/2 new running)',
      '01:20  web 1 → 2   2/2 new running',
    ]);
  });

  test('never more than 200 lines, however much happens', async () => {
    const host = inProcessHost(new VirtualClock());
    const script = Array.from({ length: 900 }, (_, at): Look[] => [
      { kind: 'moving', state: `${at}`, news: [`task ${at}`] },
    ]);
    await followed(scripted(script), ['web'], { deadline: host.clock.now() + 1_800_000 }, host);
    expect(host.lines.filter((line) => !line.startsWith('debug')).length).toBeLessThanOrEqual(200);
  });
});
