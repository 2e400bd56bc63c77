import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkHttp } from '#verification/check-http';
import { checkOfUrl, type HealthCheck } from '#verification/health-checks';
import { newCommit, oldCommit, type Said, scene, scriptedHttp, versionBody } from './far-end.ts';

const good: Said = { body: versionBody(newCommit) };

const said: fc.Arbitrary<Said> = fc
  .tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.constant(good) },
      fc.constant<Said>({ body: versionBody(oldCommit) }),
      fc.constant<Said>({ body: '{}' }),
      fc.constant<Said>({ status: 503 }),
      fc.constant<Said>({ reason: 'ECONNRESET' }),
    ),
    fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 300 }) }, fc.nat({ max: 9_000 })),
  )
  .map(([what, afterMs]) => ({ ...what, afterMs }));

const check = fc
  .record({
    consecutive: fc.integer({ min: 1, max: 5 }),
    intervalMs: fc.integer({ min: 100, max: 4_000 }),
    timeoutMs: fc.integer({ min: 100, max: 6_000 }),
    budgetMs: fc.integer({ min: 5_000, max: 60_000 }),
    initialDelayMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat({ max: 70_000 })),
  })
  .map(
    (times): HealthCheck => ({
      ...checkOfUrl('https://app.example.com/health'),
      version: { from: { pointer: '/version' } },
      ...times,
    }),
  );

const isGood = ({ body, status = 200, reason }: Said) => body === good.body && status === 200 && reason === undefined;

const ends = { passed: 0, failed: 0 };

test('no budget is exceeded, and only M good answers of the new version in a row pass', async () => {
  await fc.assert(
    fc.asyncProperty(
      check,
      fc.array(said, { minLength: 1, maxLength: 12 }),
      fc.oneof({ weight: 4, arbitrary: fc.constant(90_000) }, fc.nat({ max: 60_000 })),
      async (wanted, script, leftMs) => {
        const { clock, context } = scene();
        const start = clock.now();
        const given: { at: number; said: Said; timeoutMs: number }[] = [];
        const http = scriptedHttp(clock, (request, count) => {
          const next = script[(count - 1) % script.length] ?? good;
          given.push({ at: clock.now(), said: next, timeoutMs: request.timeoutMs });
          return next;
        });
        const deadline = start + leftMs;
        const result = await checkHttp(wanted, http).run({ ...context, deadline });

        const end = start + Math.min(wanted.budgetMs, leftMs);
        expect(clock.now()).toBeLessThanOrEqual(end);
        for (const { at, timeoutMs } of given) {
          expect(timeoutMs).toBeLessThanOrEqual(wanted.timeoutMs);
          expect(at + timeoutMs).toBeLessThanOrEqual(end);
          expect(at).toBeGreaterThanOrEqual(start + Math.min(wanted.initialDelayMs, end - start));
        }
        const last = given.slice(-wanted.consecutive);
        const streak =
          last.length === wanted.consecutive &&
          last.every((each) => isGood(each.said) && (each.said.afterMs ?? 0) <= each.timeoutMs);
        expect(result.kind).toBe(streak ? 'passed' : 'failed');
        if (result.kind === 'failed') expect(clock.now()).toBe(end);
        ends[result.kind]++;
      },
    ),
    { numRuns: 150 },
  );
  expect(Math.min(ends.passed, ends.failed)).toBeGreaterThan(15);
});
