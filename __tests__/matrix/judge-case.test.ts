import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Diagnosis } from '#report/diagnosis';
import type { Case, Condition } from './axes.ts';
import { conditions } from './conditions.ts';
import { expectEnd } from './expect-end.ts';
import { judgeCase } from './judge-case.ts';
import { type Played, playCase } from './play-case.ts';
import { nameOf, table } from './table.ts';

const most = (one: Case, { ran }: Played): number => Math.floor(expectEnd(one).calls(ran.took));

/** What is wrong with a run that was right, and nothing else. */
type Plant = (played: Played, one: Case) => Played;

const withWhy =
  (change: (why: Diagnosis) => Partial<Diagnosis>): Plant =>
  (played) => {
    const { diagnosis: why } = played.ran.report;
    if (why === undefined) throw new Error('there is no diagnosis');
    const changed = { ...why, ...change(why) };
    const rows = played.ran.report.rows.map((row) => ({ ...row, diagnosis: changed }));
    return { ...played, ran: { ...played.ran, report: { ...played.ran.report, diagnosis: changed, rows } } };
  };

/** The far end as it would be, had this been written over it. */
const withState =
  (of: string, state: object): Plant =>
  (played) => {
    const { shop } = played.side;
    const changed = (name: string) => (name === of ? { ...shop.state(name), ...state } : shop.state(name));
    return { ...played, side: { ...played.side, shop: { ...shop, state: changed } } };
  };

const withRan =
  (ran: Partial<Played['ran']>): Plant =>
  (played) => ({ ...played, ran: { ...played.ran, ...ran } });

const later =
  (ms: number): Plant =>
  (played) => ({ ...played, endedAt: played.endedAt + ms });

/** Every line is printed so many seconds later. */
const saidLater =
  (seconds: number): Plant =>
  (played) => {
    const lines = played.ran.host.lines.map((line) =>
      line.replace(/^(\d+):(\d\d) /, (_, minutes, rest) => {
        const all = Number(minutes) * 60 + Number(rest) + seconds;
        return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, '0')} `;
      }),
    );
    return { ...played, ran: { ...played.ran, host: { ...played.ran.host, lines } } };
  };

const failing: readonly (readonly [string, Plant])[] = [
  ['another verdict', withRan({ verdict: 'failed' })],
  ['another code', withRan({ code: 'exit-code' })],
  ['another code in the first annotation', withWhy(() => ({ code: 'unknown' }))],
  ['no evidence', withWhy(() => ({ evidence: [] }))],
  ['evidence of something else', withWhy(() => ({ evidence: ['has started 2 tasks'] }))],
  [
    'evidence that AWS never gave',
    (played) => ({ ...played, said: played.said.filter((body) => !body.includes('OutOfMemory')) }),
  ],
  [
    'a fix that names another container',
    withWhy(({ fix }) => ({ fix: fix.replaceAll('container app', 'container db') })),
  ],
  ['a fix that names nothing', withWhy(() => ({ fix: 'Look at the logs.' }))],
  ['one call too many', (played, one) => ({ ...played, calls: most(one, played) + 1 })],
  ['the end 10 s later', later(10_000)],
  ['the end before it was so', later(-60_000)],
  ['the cause told 10 s later', saidLater(10)],
  ['another revision serves', withState('web', { primary: 'web:2', running: ['web:2'] })],
  ['it does not serve yet', withState('web', { rollout: 'IN_PROGRESS' })],
  ['a task of the failed one is left', withState('web', { running: ['web:1', 'web:2'] })],
  ['a task too few', withState('web', { runningCount: 1 })],
  ['the other service does not serve what it did', withState('api', { primary: 'api:2', running: ['api:2'] })],
  ['the other service ended otherwise', withRan({ rows: { web: 'rolled-back', api: 'succeeded' } })],
  ['the other service is not told of', withRan({ rows: { web: 'rolled-back' } })],
];

const lost: readonly (readonly [string, Plant])[] = [
  ['the end 10 s later', later(10_000)],
  ['something was written after all', withState('web', { primary: 'web:1', rollout: 'IN_PROGRESS' })],
  ['a fix that names nothing', withWhy(() => ({ fix: 'Ask for the permission.' }))],
];

const good: readonly (readonly [string, Plant])[] = [
  ['another verdict', withRan({ verdict: 'unchanged' })],
  ['the end 10 s later', later(10_000)],
  ['the end before it was so', later(-5_000)],
  ['one call too many', (played, one) => ({ ...played, calls: most(one, played) + 1 })],
  ['the old one still runs', withState('web', { running: ['web:1', 'web:2'] })],
];

describe.each([
  { start: 'of two services the breaker takes one back, the container exits 137', plants: failing },
  { start: 'two services; everything denied but UpdateService', plants: lost },
  { start: 'success; no trouble', plants: good },
])('$start', ({ start, plants }) => {
  let one: Case;
  let played: Played;
  beforeAll(async () => {
    const found = table.find((each) => nameOf(each).startsWith(start));
    if (found === undefined) throw new Error(`the matrix has no case "${start}"`);
    // Without any trouble the bounds are the tightest.
    one = start.includes(';') ? found : { ...found, condition: conditions[0] as Condition };
    played = await playCase(one);
  });

  test('as it is, it is right', () => judgeCase(one, played));
  test.each(plants)('%s is noticed', (_name, plant) => {
    expect(() => judgeCase(one, plant(played, one))).toThrow();
  });
});
