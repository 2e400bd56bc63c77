import * as z from 'zod';
import { bodyExpectation, httpUrl, jsonPointer, requestHeaders, statusRanges } from './expectations.ts';
import type { HealthCheck, VersionSource } from './health-checks.ts';

const seconds = (min: number, max: number) => z.number().min(min).max(max);

const versionSchema = z
  .strictObject(
    {
      pointer: jsonPointer.optional().describe('Where the version stands in a JSON answer: /version.'),
      header: z.string().min(1).optional().describe('The response header that carries the version.'),
      version: z
        .string({ error: 'is not a text: put the version in quotes' })
        .min(1)
        .optional()
        .describe('The version that must answer. Default: the commit being deployed.'),
    },
    {
      error: (issue) =>
        issue.code === 'invalid_type' ? 'is not { pointer: /version } or { header: X-Version }' : undefined,
    },
  )
  .refine(({ pointer, header }) => (pointer === undefined) !== (header === undefined), {
    message: 'needs either pointer (such as /version) or header',
  });

const rowSchema = z.strictObject({
  url: httpUrl.describe('http:// or https:// address that is asked.'),
  'expect-status': statusRanges.optional().describe('200, 200-299 or 200,204. Default: 200-299.'),
  'expect-json': z
    .record(jsonPointer, z.json(), {
      error: (issue) => (issue.code === 'invalid_key' ? 'is not a JSON pointer, such as /status' : undefined),
    })
    .optional()
    .describe('JSON pointer → the value that must stand there: { /status: ok }.'),
  'expect-version': versionSchema.optional(),
  'expect-body': bodyExpectation.optional().describe('Text that the body must contain, or /regex/.'),
  headers: requestHeaders.default({}).describe('Request headers. Host also names the server in TLS.'),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
  body: z.string().optional(),
  consecutive: z.int().min(1).max(100).default(3).describe('How many good answers in a row are wanted.'),
  'interval-seconds': seconds(0.1, 300).default(2).describe('Pause between two requests.'),
  'timeout-seconds': seconds(0.1, 120).default(5).describe('Time for one complete answer, redirects included.'),
  'budget-seconds': seconds(1, 3600).default(120).describe('Time for all of it, the initial delay included.'),
  'initial-delay-seconds': seconds(0, 3600).default(0),
  'max-latency-ms': z.int().min(1).optional().describe('A slower answer is a bad one.'),
  redirects: z
    .union([z.enum(['follow', 'forbid']), httpUrl], { error: 'is not follow, forbid or the URL to expect' })
    .default('follow'),
  'tls-expiry-days': z.int().min(0).optional().describe('Warns when the certificate ends sooner.'),
});

const checkSchema = rowSchema
  .superRefine((row, context) => {
    const needed = row['initial-delay-seconds'] + (row.consecutive - 1) * row['interval-seconds'];
    if (needed >= row['budget-seconds']) {
      const message = `is too short: ${row.consecutive} answers every ${row['interval-seconds']} s after a delay of ${row['initial-delay-seconds']} s take ${needed} s`;
      context.addIssue({ code: 'custom', path: ['budget-seconds'], message });
    }
    if (row.body !== undefined && ['GET', 'HEAD'].includes(row.method)) {
      context.addIssue({ code: 'custom', path: ['body'], message: `is not sent with ${row.method}: set method` });
    }
  })
  .transform(toHealthCheck);

/** The rows of `health-checks`. */
export const healthCheckRows = z
  .array(checkSchema, { error: 'is not a list: start each check with "- url: https://…"' })
  .min(1, 'has no check in it');

const toVersionSource = ({ pointer, header, version }: z.output<typeof versionSchema>): VersionSource => ({
  from: pointer === undefined ? { header: header ?? '' } : { pointer },
  ...(version === undefined ? {} : { version }),
});

/** The source that `expect-version` names beside `health-url`. */
export const versionSource = versionSchema.transform(toVersionSource);

function toHealthCheck(row: z.output<typeof rowSchema>): HealthCheck {
  const { 'expect-status': status, 'expect-body': text, 'expect-version': version } = row;
  const { 'max-latency-ms': maxLatencyMs, 'tls-expiry-days': expiryDays, body } = row;
  return {
    url: row.url,
    method: row.method,
    headers: row.headers,
    json: Object.entries(row['expect-json'] ?? {}),
    consecutive: row.consecutive,
    intervalMs: row['interval-seconds'] * 1_000,
    timeoutMs: row['timeout-seconds'] * 1_000,
    budgetMs: row['budget-seconds'] * 1_000,
    initialDelayMs: row['initial-delay-seconds'] * 1_000,
    redirects: row.redirects,
    ...(body === undefined ? {} : { body }),
    ...(status === undefined ? {} : { status }),
    ...(text === undefined ? {} : { text: { wanted: text } }),
    ...(version === undefined ? {} : { version: toVersionSource(version) }),
    ...(maxLatencyMs === undefined ? {} : { maxLatencyMs }),
    ...(expiryDays === undefined ? {} : { expiryDays }),
  };
}
