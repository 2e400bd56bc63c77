import { describe, expect, test } from '@jest/globals';
import type { CheckContext } from '#rollout/check';
import { checkHttp } from '#verification/check-http';
import { healthChecks } from '#verification/health-checks';
import { newCommit, oldCommit, part, type Said, scene, scriptedHttp, versionBody } from './far-end.ts';

const checkOf = async (fields = '') => {
  const [check] = await healthChecks.parse(`- url: https://app.example.com/health\n${fields}`);
  if (check === undefined) throw new TypeError('no check');
  return check;
};

async function run(fields: string, say: (count: number) => Said, more: Partial<CheckContext> = {}, row?: string) {
  const { clock, context, lines, abort } = scene(more);
  const http = scriptedHttp(clock, (_, count) => {
    if (count > 1_000) abort.abort(new Error('it never ends'));
    return say(count);
  });
  const start = clock.now();
  const result = await checkHttp(await checkOf(fields), http, row).run(context);
  return { result, tookMs: clock.now() - start, http, lines };
}

const versioned = '  expect-version: { pointer: /version }';

describe('passes', () => {
  test('after three good answers in a row, and says so with latencies', async () => {
    const { result, tookMs, http } = await run('', (count) =>
      count === 2 ? { status: 503 } : { afterMs: 10 * count },
    );
    expect(result).toEqual({
      kind: 'passed',
      summary: '200 OK 3 times in a row at https://app.example.com/health (5 asked, 4 passed, p50 30 ms, p95 50 ms)',
      warnings: [],
    });
    expect(tookMs).toBe(4 * 2_000 + 10 + 5 + 30 + 40 + 50);
    expect(http.requests).toHaveLength(5);
  });

  test('when the new version took over from the old one', async () => {
    const { result } = await run(versioned, (count) => ({ body: versionBody(count < 6 ? oldCommit : newCommit) }));
    expect(result).toMatchObject({
      kind: 'passed',
      summary: expect.stringMatching(/^version 9f3c2ab answered 3 times in a row .*8 asked, 3 passed/),
    });
  });

  const versions: readonly [string, string, Said, Partial<CheckContext>][] = [
    ['short answer', versioned, { body: versionBody(newCommit.slice(0, 7)) }, {}],
    ['short commit', versioned, { body: versionBody(newCommit) }, { commit: newCommit.slice(0, 9) }],
    ['header', '  expect-version: { header: x-version }', { headers: { 'x-version': newCommit } }, {}],
    ['plain text', '  expect-version: { pointer: "" }', { body: `${newCommit}\n` }, {}],
    [
      'plain text that JSON reads as a number',
      '  expect-version: { pointer: "" }',
      { body: '12e4567\n' },
      { commit: '12e4567' },
    ],
    ['its own version', '  expect-version: { pointer: /v, version: "7" }', { body: '{"v":7}' }, {}],
  ];
  test.each(versions)('a version by %s', async (_, fields, said, more) => {
    expect(await run(fields, () => said, more)).toMatchObject({ result: { kind: 'passed' } });
  });

  test('a version of the revision when the run knows no commit', async () => {
    const { clock, context } = scene({ parts: [part('api', oldCommit), part('web', newCommit)] });
    const { commit: _, ...rest } = context;
    const http = scriptedHttp(clock, () => ({ body: versionBody(newCommit) }));
    expect(await checkHttp(await checkOf(versioned), http, 'web').run(rest)).toMatchObject({ kind: 'passed' });
  });

  test('every expectation at once', async () => {
    const fields = `
  expect-status: 200,204
  expect-json: { /status: ok, /checks: [{ name: db }] }
  expect-body: /"db"/
  max-latency-ms: 50`;
    const body = '{"status":"ok","checks":[{"name":"db"}]}';
    expect(await run(fields, () => ({ body, afterMs: 50 }))).toMatchObject({ result: { kind: 'passed' } });
  });
});

describe('time', () => {
  test('the initial delay comes before the first request', async () => {
    const { http, tookMs } = await run('  initial-delay-seconds: 30\n  consecutive: 1', () => ({}));
    expect(http.requests).toHaveLength(1);
    expect(tookMs).toBe(30_005);
  });

  test('the last request gets what is left, and does not hide the cause', async () => {
    const { result, tookMs, http } = await run('  budget-seconds: 11', (count) =>
      count < 5 ? { status: 500, afterMs: 500 } : { afterMs: 60_000 },
    );
    expect(tookMs).toBe(11_000);
    expect(http.requests.at(-1)?.request.timeoutMs).toBe(1_000);
    expect(result).toMatchObject({ diagnosis: { what: expect.stringContaining('500 Internal Server Error') } });
  });

  const cuts: readonly [string, Said, string, RegExp][] = [
    ['a bad answer stays the cause', { status: 500 }, 'http-check-failed', /500 Internal Server Error/],
    ['good answers mean that time ran out', {}, 'deadline-exceeded', /gave 1 good answers/],
    ['nothing else tells that it is slow', { afterMs: 60_000 }, 'http-check-failed', /no complete answer in time/],
  ];
  test.each(cuts)('beside a request cut short by the end, %s', async (_, first, code, what) => {
    const fields = '  budget-seconds: 4\n  consecutive: 2';
    const { result } = await run(fields, (count) => (count === 1 ? first : { afterMs: 60_000 }));
    expect(result).toMatchObject({ diagnosis: { code, what: expect.stringMatching(what) } });
  });

  test('the deadline of all verification ends it, too, and is named', async () => {
    const { clock } = scene();
    const { result, tookMs } = await run('', () => ({ status: 500 }), { deadline: clock.now() + 7_500 });
    expect(tookMs).toBe(7_500);
    expect(result).toMatchObject({ diagnosis: { what: expect.stringContaining('verify-timeout-minutes ended it') } });
  });

  test.each([0, -5_000])('nothing is asked when the deadline is %d ms away', async (leftMs) => {
    const { clock } = scene();
    const { result, http, tookMs } = await run('', () => ({}), { deadline: clock.now() + leftMs });
    expect(result).toMatchObject({
      diagnosis: { code: 'deadline-exceeded', what: expect.stringContaining('no time was left') },
    });
    expect([http.requests.length, tookMs]).toEqual([0, 0]);
  });

  test('good answers that came too late are no pass', async () => {
    const { clock } = scene();
    const { result } = await run('', () => ({}), { deadline: clock.now() + 3_000 });
    expect(result).toMatchObject({
      diagnosis: { code: 'deadline-exceeded', what: expect.stringContaining('2 good answers') },
    });
  });

  test('a cancel ends it at once, with its reason', async () => {
    const { clock, context, abort } = scene();
    clock.at(clock.now() + 3_100, () => abort.abort(new Error('cancelled')));
    const http = scriptedHttp(clock, () => ({ afterMs: 4_000 }));
    await expect(checkHttp(await checkOf(), http).run(context)).rejects.toThrow('cancelled');
    expect(clock.now()).toBe(http.requests[0]?.at ? http.requests[0].at + 3_100 : 0);
  });
});

describe('what is told', () => {
  test('evidence is verbatim: the telling line first, counts, then the last answers with their times', async () => {
    const { result } = await run('  budget-seconds: 9', (count) =>
      count === 2 ? { reason: 'ECONNREFUSED' } : { status: 503, body: 'no healthy upstream', afterMs: 12 },
    );
    expect(result.kind === 'failed' && result.diagnosis.evidence).toEqual([
      '09:00:08.041Z 503 Service Unavailable · 503 Service Unavailable: "no healthy upstream" (12 ms)',
      '4 of 5: status 503',
      '1 of 5: ECONNREFUSED',
      expect.stringMatching(/^09:00:00\.000Z 503/),
      expect.stringMatching(/^09:00:02\.012Z connection refused \(ECONNREFUSED/),
      expect.stringMatching(/^09:00:04\.017Z 503/),
      expect.stringMatching(/^09:00:06\.029Z 503/),
      expect.stringMatching(/^09:00:08\.041Z 503/),
    ]);
  });

  test('the end of a rollout tells more than its beginning', async () => {
    const { result } = await run('', (count) =>
      count < 50 ? { reason: 'ECONNREFUSED' } : { status: 500, body: 'KeyError' },
    );
    expect(result).toMatchObject({ diagnosis: { what: expect.stringMatching(/KeyError.*11 of 60 answers/) } });
  });

  test('news in the log, not every answer', async () => {
    const { lines } = await run('', (count) => ({ status: count % 2 === 0 ? 500 : 503 }));
    expect(lines[0]).toMatch(/3 good answers in a row, every 2 s, 5 s a request, 120 s in all/);
    expect(lines.filter((line) => / 50[03] /.test(line)).length).toBeLessThanOrEqual(6);
  });

  test('a certificate that ends soon is a warning', async () => {
    const { clock } = scene();
    const certificateExpiresAt = clock.now() + 5.5 * 86_400_000;
    const { result } = await run('  tls-expiry-days: 14', () => ({ certificateExpiresAt }));
    expect(result).toMatchObject({
      kind: 'passed',
      warnings: [expect.stringMatching(/app\.example\.com ends in 5 days, on 2026-01-10/)],
    });
  });

  test('a version that nobody knows is an invalid input', async () => {
    const { clock, context } = scene();
    const { commit: _, ...rest } = context;
    const http = scriptedHttp(clock, () => ({}));
    expect(await checkHttp(await checkOf(versioned), http).run(rest)).toMatchObject({
      diagnosis: { code: 'invalid-input' },
    });
    expect(http.requests).toHaveLength(0);
  });
});
