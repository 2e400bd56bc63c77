import { expect, test } from '@jest/globals';
import { diagnosis } from '#report/diagnosis';
import { type ReasonCode, reasons } from '#report/reasons';
import { allCases } from '../cases/index.ts';
import { typeScriptIn } from './source-files.ts';

/** The codes that are promised to users; more may be added, none may go. */
const promised = [
  'image-not-found image-pull-denied image-platform-mismatch secret-unreadable crash-loop exit-code out-of-memory',
  'container-health-check-failing target-unhealthy unschedulable no-capacity spot-interrupted quota-exceeded',
  'network-misconfigured deployment-stuck alarm-fired circuit-breaker hook-failed version-mismatch http-check-failed',
  'smoke-test-failed migration-failed migration-lock-timeout database-unreachable snapshot-failed build-failed',
  'registry-login-failed push-denied tag-immutable image-inputs-differ scan-blocked access-denied',
  'controller-unsupported stopped-by-person deadline-exceeded throttled credentials-expired not-found',
  'rollback-target-missing stale-release in-progress-elsewhere checks-not-passed invalid-input unknown',
].flatMap((line) => line.split(' '));

const codes = Object.keys(reasons) as ReasonCode[];
const where = 'service web, container api';

test('every promised code is in the table', () => {
  expect(promised.filter((code) => !Object.hasOwn(reasons, code))).toEqual([]);
});

test.each(codes)('%s says what it means, and its fix names the resource in at most two lines', (code) => {
  const { means } = reasons[code];
  expect(means).toMatch(/^[A-Z].{20,160}\.$/);
  const { fix } = diagnosis(code, { what: 'it happened', where });
  const lines = fix.split('\n');
  expect(lines.length).toBeLessThanOrEqual(2);
  expect(lines.filter((line) => line.trim() === '' || line.length > 250)).toEqual([]);
  expect(fix).toContain(where);
  expect(fix).toMatch(/\.$/);
});

test('no two codes have the same fix', () => {
  const fixes = codes.map((code) => reasons[code].fix(where));
  expect(new Set(fixes).size).toBe(codes.length);
});

interface Given {
  readonly code: string;
  readonly room: string;
}

/** Where codes stand as `diagnosis('code', …)`, or at least as `'code'`. */
const codesIn = (pattern: RegExp): readonly Given[] =>
  typeScriptIn('packages').flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([, code = '']) => ({ code, room: path.split('/')[1] ?? '' })),
  );
const said = (all: readonly Given[]) => [...new Set(all.map(({ code, room }) => `${code} by ${room}`))];
const listed = codes.flatMap((code) => reasons[code].givenBy.map((room) => ({ code, room })));

test('what a room gives, the table says', () => {
  const given = codesIn(/\bdiagnosis\(\s*'([a-z-]+)'/g);
  expect(said(given).filter((one) => !said(listed).includes(one))).toEqual([]);
});

test('what the table says that a room gives, stands in its code', () => {
  const standing = said(codesIn(/'([a-z-]+)'/g));
  expect(said(listed).filter((one) => !standing.includes(one))).toEqual([]);
});

test('every code that is given has a case that ends with it', async () => {
  const covered = new Set((await allCases()).map(({ code }) => code));
  expect(codes.filter((code) => reasons[code].givenBy.length > 0 && !covered.has(code))).toEqual([]);
});
