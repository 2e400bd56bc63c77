import { expect, test } from '@jest/globals';
import type { InputRow } from '#base/input-kinds';
import { checksOf, type RowUrl, type VerificationValues } from '#verification/checks-of';
import { verificationInputs } from '#verification/inputs';
import { newCommit, oldCommit, scene, scriptedHttp, versionBody } from './far-end.ts';

/** The inputs as a user writes them. */
async function valuesOf(written: Readonly<Record<string, string>>): Promise<VerificationValues> {
  const rows: Readonly<Record<string, InputRow>> = verificationInputs;
  const read = Object.entries(written).map(async ([name, raw]) => [name, await rows[name]?.kind.parse(raw)] as const);
  const entries = await Promise.all(read);
  return Object.fromEntries(entries) as VerificationValues;
}

const a = 'https://a.example.com/health';
const listed = '- url: https://b.example.com/\n- url: https://c.example.com/';
const services: readonly RowUrl[] = [{ row: 'web', healthUrl: 'https://web.example.com/' }, { row: 'worker' }];

const cases: readonly [string, Record<string, string>, readonly RowUrl[], readonly (readonly [string, string?])[]][] = [
  ['nothing', {}, [], []],
  ['health-url', { 'health-url': a }, [], [[a]]],
  [
    'all of them',
    { 'smoke-command': 'npm run smoke', 'health-checks': listed, 'health-url': a },
    services,
    [
      ['https://web.example.com/', 'web'],
      [a],
      ['https://b.example.com/'],
      ['https://c.example.com/'],
      ['smoke-command'],
    ],
  ],
];
test.each(cases)('%s', async (_, written, rows, checks) => {
  const { clock } = scene();
  const made = checksOf(await valuesOf(written), { network: { http: scriptedHttp(clock, () => ({})) }, env: {} }, rows);
  expect(made.map(({ name, row }) => (row === undefined ? [name] : [name, row]))).toEqual(checks);
});

test.each([
  [newCommit, 'passed'],
  [oldCommit, 'failed'],
])('expect-version is asked of health-url: %s %s', async (answered, kind) => {
  const { clock, context } = scene();
  const http = scriptedHttp(clock, () => ({ body: versionBody(answered) }));
  const [check] = checksOf(await valuesOf({ 'health-url': a, 'expect-version': '/version' }), {
    network: { http },
    env: {},
  });
  expect(await check?.run(context)).toMatchObject({ kind });
});

test('the smoke test is told the first URL', async () => {
  const { context, lines } = scene();
  const command = JSON.stringify([process.execPath, '-e', 'console.log(process.env.HEALTH_URL)']);
  const checks = checksOf(await valuesOf({ 'health-url': a, 'smoke-command': command }), { network: {}, env: {} });
  await checks.at(-1)?.run(context);
  expect(lines.at(-1)).toBe(a);
});

test('expect-version without a URL to ask is an invalid input', async () => {
  const values = await valuesOf({ 'expect-version': '/version', 'health-checks': listed });
  expect(() => checksOf(values, { network: {}, env: {} })).toThrow(/^invalid-input: expect-version/);
});

test.each([
  ['health-url', 'app.example.com/health', /not a URL that starts with/],
  ['health-url', 'https://me:secret@app.example.com', /Authorization header/],
  ['smoke-command', 'a | b', /no shell runs it/],
  ['verify-timeout-minutes', '0', /minutes/],
])('%s: %s is refused', async (name, raw, message) => {
  await expect(valuesOf({ [name]: raw })).rejects.toThrow(message);
});
