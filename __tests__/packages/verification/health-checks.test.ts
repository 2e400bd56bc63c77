import { describe, expect, test } from '@jest/globals';
import { checkOfUrl, expectedVersion, healthChecks } from '#verification/health-checks';

const url = 'url: https://app.example.com/health';

test('every field of the contract is read', async () => {
  const [check] = await healthChecks.parse(`
- ${url}
  expect-status: 200-299
  expect-json: { /status: ok, /checks/0/depth: 3 }
  expect-version: { pointer: /version }
  expect-body: /"status":\\s*"ok"/i
  headers: { Host: app.example.com, X-Number: 7 }
  consecutive: 4
  interval-seconds: 0.5
  timeout-seconds: 3
  budget-seconds: 60
  initial-delay-seconds: 10
  max-latency-ms: 2000
  redirects: https://other.example.com/
  method: POST
  body: '{}'
  tls-expiry-days: 14
`);
  expect(check).toEqual({
    url: new URL('https://app.example.com/health'),
    status: [{ from: 200, to: 299 }],
    json: [
      ['/status', 'ok'],
      ['/checks/0/depth', 3],
    ],
    version: { from: { pointer: '/version' } },
    text: { wanted: /"status":\s*"ok"/i },
    headers: { Host: 'app.example.com', 'X-Number': '7' },
    consecutive: 4,
    intervalMs: 500,
    timeoutMs: 3_000,
    budgetMs: 60_000,
    initialDelayMs: 10_000,
    maxLatencyMs: 2_000,
    redirects: new URL('https://other.example.com/'),
    method: 'POST',
    body: '{}',
    expiryDays: 14,
  });
});

test('the defaults are those of the contract', async () => {
  const check = checkOfUrl('https://app.example.com/health');
  expect(check).toEqual((await healthChecks.parse(`- ${url}`))[0]);
  expect(check).toMatchObject({
    consecutive: 3,
    intervalMs: 2_000,
    timeoutMs: 5_000,
    budgetMs: 120_000,
    initialDelayMs: 0,
    redirects: 'follow',
    method: 'GET',
  });
});

const statuses: readonly [string, readonly object[]][] = [
  ['200', [{ from: 200, to: 200 }]],
  [
    '200,204',
    [
      { from: 200, to: 200 },
      { from: 204, to: 204 },
    ],
  ],
  [
    '"200, 301-302"',
    [
      { from: 200, to: 200 },
      { from: 301, to: 302 },
    ],
  ],
];
test.each(statuses)('expect-status %s', async (written, status) => {
  const [check] = await healthChecks.parse(`- ${url}\n  expect-status: ${written}`);
  expect(check?.status).toEqual(status);
});

describe('what is not allowed is said by its field', () => {
  const cases: readonly [string, RegExp][] = [
    [url, /it: is not a list/],
    ['[]', /it: has no check/],
    ['- {}', /row 1, url: is missing/],
    ['- url: app.example.com', /row 1, url: is not a URL/],
    ['- url: ftp://app.example.com', /row 1, url: is not a URL/],
    ['- url: https://user:secret@app.example.com', /row 1, url: .*Authorization header/],
    [`- ${url}\n  expect-statuss: 200`, /row 1: Unrecognized key: "expect-statuss"/],
    [`- ${url}\n  expect-status: 20`, /row 1, expect-status: .*200-299/],
    [`- ${url}\n  expect-status: 299-200`, /row 1, expect-status/],
    [`- ${url}\n  expect-json: { status: ok }`, /row 1, expect-json\.status: is not a JSON pointer/],
    [`- ${url}\n  expect-body: /(/`, /row 1, expect-body: .*Unterminated group/],
    [`- ${url}\n  expect-version: 1.2.3`, /row 1, expect-version: is not \{ pointer/],
    [`- ${url}\n  expect-version: {}`, /needs either pointer .* or header/],
    [`- ${url}\n  expect-version: { pointer: /v, version: 1.10 }`, /put the version in quotes/],
    [`- ${url}\n  redirects: maybe`, /row 1, redirects: is not follow, forbid or the URL/],
    [`- ${url}\n  method: FETCH`, /row 1, method: .*"GET"/],
    [`- ${url}\n  body: x`, /row 1, body: is not sent with GET/],
    [`- ${url}\n  consecutive: 0`, /row 1, consecutive/],
    [`- ${url}\n  timeout-seconds: 0`, /row 1, timeout-seconds/],
    [`- ${url}\n  consecutive: 100\n  interval-seconds: 5`, /row 1, budget-seconds: .* take 495 s/],
    [`- ${url}\n  initial-delay-seconds: 119`, /row 1, budget-seconds/],
    ['- url: [', /is not valid YAML or JSON/],
  ];
  test.each(cases)('%s', async (written, message) => {
    await expect(healthChecks.parse(written)).rejects.toThrow(message);
  });

  test('all at once', async () => {
    const both = healthChecks.parse(`- ${url}\n  redirects: maybe\n- {}`);
    await expect(both).rejects.toThrow(/row 1, redirects.*; row 2, url/);
  });
});

test.each([
  ['/version', { from: { pointer: '/version' } }],
  ['{ pointer: /build/sha }', { from: { pointer: '/build/sha' } }],
  ['{ header: X-Version, version: "1.10" }', { from: { header: 'X-Version' }, version: '1.10' }],
])('expect-version %s', async (written, source) => {
  expect(await expectedVersion.parse(written)).toEqual(source);
});

test.each(['1.2.3', '{ pointer: /v, header: X }', '/a~2'])('expect-version %s is refused', async (written) => {
  await expect(expectedVersion.parse(written)).rejects.toThrow();
});
