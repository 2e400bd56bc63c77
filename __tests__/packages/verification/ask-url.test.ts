import { expect, test } from '@jest/globals';
import { askUrl } from '#verification/ask-url';
import { healthChecks } from '#verification/health-checks';
import { type Said, scene, scriptedHttp } from './far-end.ts';

const start = 'https://alb.example.com/health';

async function ask(script: readonly Said[], fields = '', timeoutMs = 5_000) {
  const [check] = await healthChecks.parse(
    `- url: ${start}\n  headers: { Host: app.example.com, X-Key: secret }\n${fields}`,
  );
  if (check === undefined) throw new TypeError('no check');
  const { clock, context } = scene();
  const http = scriptedHttp(clock, (_, count) => script[count - 1] ?? {});
  const asked = await askUrl(check, timeoutMs, { http, clock, signal: context.signal });
  return { asked, clock, requests: http.requests.map(({ request }) => request) };
}

const to = (location: string, status = 302): Said => ({ status, headers: { location } });

const trust: readonly [string, string, boolean][] = [
  ['the same host', '/login', true],
  ['the same host on another port', 'https://alb.example.com:8443/', true],
  ['another host', 'https://app.example.com/health', false],
  ['the same host without TLS', 'http://alb.example.com/health', false],
];
test.each(trust)('headers of the check go to %s: %s, %s', async (_, location, sent) => {
  const { requests, asked } = await ask([to(location)]);
  const expected = new URL(location, start);
  expect(requests[1]?.url.href).toBe(expected.href);
  expect(Object.hasOwn(requests[1]?.headers ?? {}, 'X-Key')).toBe(sent);
  expect(Object.hasOwn(requests[1]?.headers ?? {}, 'Host')).toBe(sent);
  expect(asked).toMatchObject({ redirects: 1, url: expected, answer: { status: 200 } });
});

const methods: readonly [number, string, string | undefined][] = [
  [301, 'GET', undefined],
  [302, 'GET', undefined],
  [303, 'GET', undefined],
  [307, 'POST', 'x'],
  [308, 'POST', 'x'],
];
test.each(methods)('a %d redirect of a POST is followed by %s', async (status, method, body) => {
  const { requests } = await ask([to('/next', status)], '  method: POST\n  body: x');
  expect(requests[1]).toMatchObject({ method });
  expect(requests[1]?.body).toBe(body);
});

const ends: readonly [string, readonly Said[], string, number, number][] = [
  ['when it is forbidden', [to('/a')], '  redirects: forbid', 1, 302],
  ['when another place is expected', [to('/a')], '  redirects: https://www.example.com/', 1, 302],
  ['when the status itself is expected', [to('/a')], '  expect-status: 302', 1, 302],
  ['without a location', [{ status: 302 }], '', 1, 302],
  ['to what is no web address', [to('ftp://files.example.com/')], '', 1, 302],
  ['to a broken address', [to('http://[')], '', 1, 302],
  ['after five', Array.from({ length: 9 }, () => to('/again')), '', 6, 302],
];
test.each(ends)('a redirect is not followed %s', async (_, script, fields, count, status) => {
  const { requests, asked } = await ask(script, fields);
  expect(requests).toHaveLength(count);
  expect(asked.answer).toMatchObject({ kind: 'answered', status });
});

test('the whole chain has one timeout', async () => {
  const { requests, asked, clock } = await ask([{ ...to('/a'), afterMs: 3_000 }, { afterMs: 4_000 }]);
  expect(requests.map(({ timeoutMs }) => timeoutMs)).toEqual([5_000, 2_000]);
  expect(asked).toMatchObject({ answer: { kind: 'unanswered', reason: 'timeout' }, tookMs: 5_000 });
  expect(clock.now() % 60_000).toBe(5_000);
});
