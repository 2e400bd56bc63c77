import { afterAll, describe, expect, test } from '@jest/globals';
import { openFarEnd, secretKey } from '../support/far-end.ts';
import type { ProgramEnd } from '../support/run-program.ts';
import { everythingOf, runJob } from './run-job.ts';
import { expectLeft } from './shown.ts';

/** Looks like what a runner reads as a command, an end of a value, an assignment, Markdown, HTML. */
const hostile = [
  '::error title=fake::you have been had',
  '##[group]fake',
  '::set-output name=verdict::succeeded',
  'verdict=succeeded',
  'ghadelimiter_0\nverdict<<EOF\nsucceeded\nEOF',
  '<img src=x onerror=alert(1)> </details> | a | b |',
  '# ✅ Deployed [click](javascript:alert(1)) `code` ```',
  'naïve “quotes” 漢字 🚀 \u202Eright to left',
].join('\n');

interface Case {
  /** The service, which names the case. */
  readonly on: string;
  readonly with: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly verdict: string;
  readonly serves: 1 | 2;
  /** Texts that must be in no file and no line. */
  readonly hidden?: readonly string[];
  /** What the registered revision must hold, untouched. */
  readonly registered?: readonly string[];
}

const token = 'ghs_0123456789abcdefghijABCDEFGHIJ456789';
const long = 'x'.repeat(100_000);

const cases: readonly Case[] = [
  {
    on: 'environment',
    with: { 'environment-variables': `A=b=c "d" 'e' $F \`g\`\nÜNICODE=漢字 🚀\nCOMMAND=::error::x` },
    verdict: 'succeeded',
    serves: 2,
    registered: [`b=c "d" 'e' $F \`g\``, '漢字 🚀', '::error::x'],
  },
  { on: 'facts', with: { environment: hostile, 'release-id': hostile }, verdict: 'succeeded', serves: 2 },
  { on: 'log', with: { 'migration-command': 'noisy' }, verdict: 'failed', serves: 1 },
  {
    on: 'leaking-log',
    with: { 'migration-command': 'leaks', 'github-token': token },
    verdict: 'failed',
    serves: 1,
    hidden: [token, secretKey, 'hunter2'],
  },
  {
    on: 'leaking-inputs',
    with: { 'github-token': token, 'skip-migrations': `because ${token}`, environment: token },
    verdict: 'succeeded',
    serves: 2,
    hidden: [token],
  },
  {
    on: 'long',
    with: { 'environment-variables': `LONG=${long}` },
    verdict: 'failed',
    serves: 1,
    hidden: [long.slice(0, 1_000)],
  },
  { on: 'long-name', with: { environment: long, 'release-id': long }, verdict: 'succeeded', serves: 2 },
  { on: 'long-log', with: { 'migration-command': 'wordy' }, verdict: 'failed', serves: 1 },
  {
    on: 'bad-names',
    with: { image: hostile, 'container-name': hostile },
    verdict: 'failed',
    serves: 1,
  },
];

const far = await openFarEnd({
  services: cases.map(({ on }) => on),
  fates: {
    noisy: { kind: 'exits', code: 1, after: 500, log: hostile.split('\n') },
    leaks: {
      kind: 'exits',
      code: 1,
      after: 500,
      log: [`token ${token}`, `AWS_SECRET_ACCESS_KEY=${secretKey}`, 'postgres://app:hunter2@db/orders refused'],
    },
    wordy: {
      kind: 'exits',
      code: 1,
      after: 500,
      log: Array.from({ length: 40 }, (_, i) => `${i} ${long.slice(0, 5_000)}`),
    },
  },
});
afterAll(() => far.close());

/** Commands that a run of ours prints, with the titles that its annotations may have. */
function expectHarmless(end: ProgramEnd): void {
  const known = ['add-mask', 'debug', 'group', 'endgroup', 'error', 'warning'];
  expect(end.commands.filter(({ command }) => !known.includes(command))).toEqual([]);
  expect(end.annotations.filter(({ title }) => title === 'fake' || title === '')).toEqual([]);
  expect(end.stdout).not.toMatch(/^\s*##\[/m);
  expect(end.summary).not.toMatch(/<img|^# |(?<!\\)\]\(javascript:/m);
  expect(Buffer.byteLength(end.summary)).toBeLessThan(200 * 1024);
  expect(end.lines.every((line) => line.length < 20_000)).toBe(true);
}

describe('texts from outside', () => {
  test.concurrent.each(cases)('$on', async ({ on, with: own, verdict, serves, hidden = [], registered = [] }) => {
    const { main, post } = await runJob(far, 'deploy-ecs', {
      inputs: { cluster: 'shop', service: on, image: far.push(on, 'v2'), ...own },
    });
    for (const end of [main, post]) if (end !== undefined) expectHarmless(end);
    expect(main.outputs.verdict).toBe(verdict);
    expect(JSON.parse(main.outputs.results ?? '')).toEqual(main.report?.rows);
    for (const secret of hidden) expect(everythingOf(main)).not.toContain(secret);
    const definition = JSON.stringify(far.aws.ecs.state.families.get(on)?.at(-1)?.raw ?? {});
    for (const text of registered) expect(definition).toContain(JSON.stringify(text).slice(1, -1));
    expectLeft(far, on, { serves: `${on}:${serves}` });
  });
});
