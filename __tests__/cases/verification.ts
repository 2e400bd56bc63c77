import type { ReasonCode } from '#report/reasons';
import type { CheckResult } from '#rollout/check';
import { checkHttp } from '#verification/check-http';
import { checkSmoke } from '#verification/check-smoke';
import { checkTargets } from '#verification/check-targets';
import { healthChecks } from '#verification/health-checks';
import { checksFailed, codeMismatch, timedOut, unavailable } from '../../local-aws/elb/texts.ts';
import type { TargetHealth } from '../../local-aws/world.ts';
import { newCommit, oldCommit, type Said, scene, scriptedHttp, versionBody } from '../packages/verification/far-end.ts';
import { loadBalanced } from '../packages/verification/target-groups.ts';
import type { Twin } from './reword.ts';

/** A scenario that ends with a reason code of this room. */
export interface VerificationCase {
  readonly code: ReasonCode;
  readonly name: string;
  /** What the cause must say, and the fix. */
  readonly what: RegExp;
  readonly fix: RegExp;
  run(): Promise<CheckResult>;
}

const url = 'https://app.example.com/health';

interface HttpScenario {
  readonly name: string;
  /** Fields of the check besides its URL, as users write them. */
  readonly fields?: string;
  readonly say: (count: number) => Said;
  readonly what: RegExp;
  readonly fix: RegExp;
}

const runHttp = async ({ fields = '', say }: HttpScenario) => {
  const { clock, context } = scene();
  const [check] = await healthChecks.parse(`- url: ${url}\n${fields}`);
  if (check === undefined) throw new TypeError('no check');
  return checkHttp(
    check,
    scriptedHttp(clock, (_, count) => say(count)),
  ).run(context);
};

const httpCases = (code: ReasonCode, scenarios: readonly HttpScenario[]): readonly VerificationCase[] =>
  scenarios.map((scenario) => ({ code, ...scenario, run: () => runHttp(scenario) }));

const silences: readonly (readonly [reason: string, what: RegExp, fix: RegExp])[] = [
  ['ECONNREFUSED', /connection refused/, /app\.example\.com: check the listener/],
  ['ENOTFOUND', /name does not resolve/, /DNS record of app\.example\.com/],
  ['ETIMEDOUT', /cannot be reached/, /security group/],
  ['ECONNRESET', /connection cut/, /crashes behind app\.example\.com/],
  [
    'CERT_HAS_EXPIRED',
    /TLS: the certificate has expired \(CERT_HAS_EXPIRED/,
    /Renew the certificate of app\.example\.com/,
  ],
  ['CERT_NOT_YET_VALID', /not valid yet/, /clock/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed/, /NODE_EXTRA_CA_CERTS/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /issuer of the certificate is not known/, /intermediate certificates/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /for another name/, /Add app\.example\.com to the certificate/],
  ['EPROTO', /TLS failed/, /speaks TLS/],
  ['HPE_INVALID_CONSTANT', /not HTTP/, /what listens on app\.example\.com/],
  ['ESOMETHING', /no answer \(ESOMETHING/, /runner can reach/],
];

const errorPage = (title: string) => `<html><head><title>${title}</title>`;

const statuses: readonly (readonly [status: number, body: string, what: RegExp, fix: RegExp])[] = [
  [503, errorPage(unavailable), /503 Service Unavailable: "503 Service T/, /healthy target/],
  [500, '\nKeyError: DATABASE_URL\nat x', /500 Internal Server Error: "KeyError: DATABASE_URL"/, /application's log/],
  [404, '', /404 Not Found, empty body/, /Correct the path \/health/],
  [401, 'no', /401 Unauthorized/, /credentials/],
  [204, '', /204 No Content/, /expect-status/],
];

const httpFailures: readonly HttpScenario[] = [
  ...silences.map(([reason, what, fix]) => ({ name: reason, say: () => ({ reason }), what, fix })),
  ...statuses.map(([status, body, what, fix]) => ({
    name: `status ${status}`,
    fields: '  expect-status: 200',
    say: () => ({ status, body }),
    what,
    fix,
  })),
  {
    name: 'too slow to answer',
    say: () => ({ afterMs: 9_000 }),
    what: /no complete answer in time/,
    fix: /timeout-seconds \(5\)/,
  },
  {
    name: 'slower than allowed',
    fields: '  max-latency-ms: 100',
    say: () => ({ afterMs: 101 }),
    what: /took 101 ms, allowed are 100 ms/,
    fix: /max-latency-ms/,
  },
  {
    name: 'a JSON value',
    fields: '  expect-json: { /status: ok }',
    say: () => ({ body: '{"status":"degraded"}' }),
    what: /\/status is "degraded", expected "ok"/,
    fix: /expect-json \/status/,
  },
  {
    name: 'a JSON value that is missing',
    fields: '  expect-json: { /a/b: 1 }',
    say: () => ({ body: '{"a":null}' }),
    what: /\/a\/b is missing, expected 1/,
    fix: /expect-json/,
  },
  {
    name: 'no JSON',
    fields: '  expect-json: { /status: ok }',
    say: () => ({ body: 'fine\n' }),
    what: /\/status is no JSON: "fine"/,
    fix: /expect-json/,
  },
  {
    name: 'body',
    fields: '  expect-body: ready',
    say: () => ({ body: 'starting' }),
    what: /body does not hold "ready"; it begins "starting"/,
    fix: /expect-body/,
  },
  {
    name: 'a redirect that is forbidden',
    fields: '  redirects: forbid',
    say: () => ({ status: 302, headers: { location: '/login' } }),
    what: /302 redirect to https:\/\/app\.example\.com\/login/,
    fix: /redirects: follow/,
  },
  {
    name: 'redirects in a circle',
    say: () => ({ status: 301, headers: { location: url } }),
    what: /more than 5 redirects/,
    fix: /circle/,
  },
  {
    name: 'a redirect elsewhere than expected',
    fields: '  redirects: https://www.example.com/',
    say: () => ({ status: 302, headers: { location: 'https://old.example.com/' } }),
    what: /redirect to https:\/\/old\.example\.com/,
    fix: /must redirect to https:\/\/www\.example\.com/,
  },
  {
    name: 'no redirect where one is expected',
    fields: '  redirects: https://www.example.com/',
    say: () => ({}),
    what: /200 without a redirect/,
    fix: /must redirect/,
  },
];

const versioned = '  expect-version: { pointer: /version }';

const mismatches: readonly HttpScenario[] = [
  {
    name: 'the old version answers to the end',
    fields: versioned,
    say: () => ({ body: versionBody(oldCommit) }),
    what: new RegExp(`version ${oldCommit} \\((\\d+) of \\1 answers\\), not ${newCommit} \\(0 of`),
    fix: /old version still answers at https:\/\/app/,
  },
  {
    name: 'old and new in turns',
    fields: versioned,
    say: (count) => ({ body: versionBody(count % 3 === 0 ? oldCommit : newCommit.slice(0, 7)) }),
    what: new RegExp(`version ${oldCommit} \\(\\d+ of 60 answers\\), not ${newCommit} \\(\\d+ of 60\\)`),
    fix: /cache in front/,
  },
  {
    name: 'an old version in a header, with an error status',
    fields: '  expect-version: { header: X-Version, version: v2 }',
    say: () => ({ status: 500, headers: { 'x-version': 'v1' } }),
    what: /version v1 .* not v2/,
    fix: /old version/,
  },
  {
    name: 'no version at all',
    fields: versioned,
    say: () => ({ body: '{}' }),
    what: /answers no version \(60 of 60 answers\)/,
    fix: /answer with its version in \/version, or correct expect-version/,
  },
];

const smokes: readonly (readonly [
  name: string,
  argv: readonly [string, ...string[]],
  what: RegExp,
  fix: RegExp,
  leftMs?: number,
])[] = [
  [
    'exits 3',
    [process.execPath, '-e', 'console.log("GET /orders: 500"); process.exitCode = 3'],
    /exits 3: GET \/orders: 500/,
    /by hand/,
  ],
  ['says nothing', [process.execPath, '-e', 'process.exitCode = 1'], /exits 1, without a word/, /by hand/],
  ['is killed', [process.execPath, '-e', 'process.kill(process.pid, "SIGKILL")'], /ended by SIGKILL/, /by hand/],
  [
    'does not end',
    [process.execPath, '-e', 'setInterval(() => {}, 1000)'],
    /was ended after 1 s/,
    /verify-timeout-minutes/,
    600,
  ],
  ['does not exist', ['no-such-program-here'], /"no-such-program-here" does not exist/, /Install no-such-program-here/],
  ['may not be run', ['/etc/passwd'], /cannot be started: .*EACCES/, /execute bit/],
];

const smokeCases: readonly VerificationCase[] = smokes.map(([name, argv, what, fix, leftMs = 60_000]) => ({
  code: 'smoke-test-failed',
  name: `a smoke test that ${name}`,
  what,
  fix,
  run: () => {
    const { clock, context } = scene();
    return checkSmoke({ argv, env: process.env }).run({ ...context, deadline: clock.now() + leftMs });
  },
}));

const fates: readonly (readonly [name: string, fate: TargetHealth | undefined, what: RegExp, fix: RegExp])[] = [
  [
    'times out',
    timedOut,
    /1 of 2 targets of web are not healthy: target 10\.0\.1\.2:8080 is unhealthy: .*\(Target\.Timeout: Request timed out\)/,
    /security group reach 10\.0\.1\.2:8080/,
  ],
  ['answers with another status', codeMismatch(404), /these codes: \[404\]/, /path or its matcher in target group web/],
  ['cannot be reached', checksFailed, /Target\.FailedHealthChecks/, /listens on 10\.0\.1\.2:8080/],
  [
    'is not registered',
    undefined,
    /target 10\.0\.1\.2 is absent: it is not registered/,
    /loadBalancers name target group web/,
  ],
];

const runTarget = async (fate: TargetHealth | undefined): Promise<CheckResult> => {
  const { clock, context } = scene();
  const { elb, group, register } = await loadBalanced(clock);
  register('10.0.1.1');
  if (fate !== undefined) register('10.0.1.2', () => fate);
  const wanted = async () => [{ group, ids: ['10.0.1.1', '10.0.1.2'] }];
  return checkTargets({ elb: async () => elb, wanted, row: 'web' }).run(context);
};

const targetCases: readonly VerificationCase[] = fates.map(([name, fate, what, fix]) => ({
  code: 'target-unhealthy',
  name: `a target that ${name}`,
  what,
  fix,
  run: () => runTarget(fate),
}));

const failed = (result: CheckResult) => {
  if (result.kind !== 'failed') throw new TypeError(`the check ${result.kind}`);
  return result.diagnosis;
};

/** That a target is `unhealthy`, and the status of an answer, are facts: words and reason codes only colour them. */
export const twins: readonly Twin[] = [
  ...fates.flatMap(([name, fate]) =>
    fate === undefined
      ? []
      : {
          name: `a target that ${name}`,
          words: fate.description ?? '',
          code: 'target-unhealthy' as const,
          facts: 'target-unhealthy' as const,
          run: async (description: string) => failed(await runTarget({ ...fate, reason: 'Target.Other', description })),
        },
  ),
  {
    name: 'the page of a load balancer without a healthy target',
    words: unavailable,
    code: 'http-check-failed',
    facts: 'http-check-failed',
    run: async (title) => {
      const say = () => ({ status: 503, body: errorPage(title) });
      return failed(await runHttp({ name: 'status 503', say, what: /503/, fix: /healthy/ }));
    },
  },
];

/** The reason codes that this room gives, each with the scenarios that lead to it. */
export const verificationCases: readonly VerificationCase[] = [
  ...httpCases('http-check-failed', httpFailures),
  ...httpCases('version-mismatch', mismatches),
  ...smokeCases,
  ...targetCases,
];
