import { validateHeaderName, validateHeaderValue } from 'node:http';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { healthChecks } from '#verification/health-checks';

const parse = async (headers: object) =>
  healthChecks.parse(JSON.stringify([{ url: 'https://app.example.com/', headers }]));

test.each([
  [{ 'X-A.b_c!': 'a\tb "c"; ü' }, { 'X-A.b_c!': 'a\tb "c"; ü' }],
  [
    { 'X-Empty': '', 'X-Number': 7, 'X-Flag': true },
    { 'X-Empty': '', 'X-Number': '7', 'X-Flag': 'true' },
  ],
])('%j is sent as it is written', async (headers, sent) => {
  expect((await parse(headers))[0]?.headers).toEqual(sent);
});

const name = /^row 1, headers\..*: is not a header name/s;
const value = /^row 1, headers\.X-A: holds a line break/;
const refused: readonly [object, RegExp][] = [
  [{ 'X A': 'b' }, name],
  [{ 'X-A:': 'b' }, name],
  [{ 'X-A\r\nX-B': 'b' }, name],
  [{ 'X-Ü': 'b' }, name],
  [{ '': 'b' }, name],
  [{ 'X-A': 'b\r\nX-B: c' }, value],
  [{ 'X-A': 'b\n' }, value],
  [{ 'X-A': 'b\u0000' }, value],
  [{ 'X-A': 'b → c' }, value],
  [{ Trailer: 'X-A' }, /^row 1, headers\.Trailer: cannot be sent/],
];
test.each(refused)('%j is refused by its path, and its value is not repeated', async (headers, message) => {
  const said = await parse(headers).then(String, (error: Error) => error.message);
  expect(said).toMatch(message);
  expect(said).not.toContain('X-B: c');
});

test('all of them are told at once', async () => {
  await expect(parse({ 'X A': 'b', 'X-A': 'b\n' })).rejects.toThrow(/X A: is not a header name.*; row 1, headers\.X-A/);
});

test('what is let through, Node sends', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(text, text, async (key, content) => {
      const [check] = await parse({ [key]: content }).catch(() => []);
      for (const [sentName, sent] of Object.entries(check?.headers ?? {})) {
        validateHeaderName(sentName);
        validateHeaderValue(sentName, sent);
      }
    }),
  );
});
