import type { HttpPort } from '#base/network';
import { until } from '#base/until';
import { diagnosis } from '#report/diagnosis';
import type { Check, CheckContext, CheckResult } from '#rollout/check';
import { explainHttp } from './explain-http.ts';
import type { HealthCheck } from './health-checks.ts';
import { type Look, lookAtUrl, wantedVersion } from './look-at-url.ts';

const heartbeatMs = 30_000;

/**
 * Asks a URL until enough answers in a row are good, each over a connection of its own; an answer of another version
 * never counts. Ends within `budgetMs` and the context's deadline. Reasons: `version-mismatch`, `http-check-failed`,
 * `deadline-exceeded` when no time was left for a single request, `invalid-input` when no version is known to compare.
 */
export function checkHttp(check: HealthCheck, http: HttpPort, row?: string): Check {
  const name = check.url.href;
  return { name, ...(row === undefined ? {} : { row }), run: (context) => runHttp(check, http, context, row) };
}

async function runHttp(
  check: HealthCheck,
  http: HttpPort,
  context: CheckContext,
  row: string | undefined,
): Promise<CheckResult> {
  const { clock, signal, log } = context;
  const wanted = wantedVersion(check, context, row);
  if (check.version !== undefined && wanted === undefined) return noVersionKnown(check);
  const end = Math.min(clock.now() + check.budgetMs, context.deadline);
  const tell = teller(check, context);
  const looks: Look[] = [];
  const warnings = new Set<string>();
  const look = async (): Promise<true | undefined> => {
    const at = clock.now();
    if (at >= end) return undefined;
    const seen = await lookAtUrl(check, wanted, end, { http, clock, signal });
    looks.push(seen);
    for (const warning of expiryWarning(check, seen.asked.answer, at)) warnings.add(warning);
    tell(looks);
    return clock.now() <= end && streak(looks) >= check.consecutive ? true : undefined;
  };
  log.info(`${check.url}  ${describe(check, end - clock.now())}`);
  await clock.sleep(Math.max(0, Math.min(check.initialDelayMs, end - clock.now())), signal);
  const waited = await until(look, { clock, signal, pauseMs: () => check.intervalMs, budgetMs: end - clock.now() });
  if (waited.kind === 'answer') return { kind: 'passed', summary: summarise(check, looks), warnings: [...warnings] };
  return { kind: 'failed', diagnosis: explainHttp(check, looks, { wanted, deadline: end === context.deadline }) };
}

function noVersionKnown(check: HealthCheck): CheckResult {
  const what = 'a version is to be verified, but neither a commit nor a version is known';
  const fix = `Write the version into the check of ${check.url}: expect-version: { pointer: /version, version: … }.`;
  return { kind: 'failed', diagnosis: diagnosis('invalid-input', { what, where: 'expect-version', fix }) };
}

/** Good answers at the end of the list. */
export function streak(looks: readonly Look[]): number {
  const lastBad = looks.findLastIndex((look) => look.problem !== undefined);
  return looks.length - 1 - lastBad;
}

/** Says what is new, and a heartbeat in 30 s otherwise. */
function teller(check: HealthCheck, { clock, log }: CheckContext): (looks: readonly Look[]) => void {
  const seen = new Set<string>();
  let told = clock.now();
  return (looks) => {
    const last = looks.at(-1);
    if (last === undefined) return;
    const key = last.problem === undefined ? 'good' : `${last.problem.key} ${last.version ?? ''}`;
    if (seen.has(key) && clock.now() - told < heartbeatMs) return;
    seen.add(key);
    told = clock.now();
    const good = looks.filter((look) => look.problem === undefined).length;
    log.info(`${check.url}  ${last.line} (${Math.round(last.tookMs)} ms; ${good} of ${looks.length} answers good)`);
  };
}

const describe = (check: HealthCheck, leftMs: number): string =>
  `${check.consecutive} good answers in a row, every ${check.intervalMs / 1_000} s, ${check.timeoutMs / 1_000} s a request, ${Math.round(leftMs / 1_000)} s in all`;

function summarise(check: HealthCheck, looks: readonly Look[]): string {
  const last = looks.at(-1);
  const good = looks.filter((look) => look.problem === undefined);
  const what = last?.version === undefined ? (last?.line ?? '') : `version ${shortVersion(last.version)} answered`;
  const times = check.consecutive === 1 ? 'once' : `${check.consecutive} times in a row`;
  return `${what} ${times} at ${check.url} (${looks.length} asked, ${good.length} passed, ${percentiles(good)})`;
}

/** A full commit in seven digits; any other version as it is. */
const shortVersion = (version: string): string => (/^[0-9a-f]{40}$/.test(version) ? version.slice(0, 7) : version);

/** `p50 12 ms, p95 40 ms`, by nearest rank. */
function percentiles(looks: readonly Look[]): string {
  const sorted = looks.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const rank = (share: number) => Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return `p50 ${rank(0.5)} ms, p95 ${rank(0.95)} ms`;
}

function expiryWarning(
  check: HealthCheck,
  answer: { readonly kind: string; readonly certificateExpiresAt?: number },
  now: number,
): readonly string[] {
  if (check.expiryDays === undefined || answer.certificateExpiresAt === undefined) return [];
  const days = Math.floor((answer.certificateExpiresAt - now) / 86_400_000);
  if (days >= check.expiryDays) return [];
  const date = new Date(answer.certificateExpiresAt).toISOString().slice(0, 10);
  return [
    `The certificate of ${check.url.host} ends in ${days} days, on ${date} (tls-expiry-days: ${check.expiryDays}).`,
  ];
}
