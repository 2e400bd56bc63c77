import type { InputValues } from '#base/input-kinds';
import type { HttpPort } from '#base/network';
import { sendHttp } from '#base/send-http';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { Check } from '#rollout/check';
import { checkHttp } from './check-http.ts';
import { checkSmoke } from './check-smoke.ts';
import { checkOfUrl, type HealthCheck } from './health-checks.ts';
import type { verificationInputs } from './inputs.ts';

export type VerificationValues = Omit<InputValues<typeof verificationInputs>, 'verify-timeout-minutes'>;

/** A row of `services` that names a URL of its own. */
export interface RowUrl {
  readonly row: string;
  readonly healthUrl?: URL | string;
}

/**
 * The checks that the inputs ask for, in the order to run them: each service's own URL (bound to its row), `health-url`,
 * `health-checks`, at last the smoke test. Throws `invalid-input` when `expect-version` has no URL to ask.
 */
export function checksOf(
  values: VerificationValues,
  host: Pick<Host, 'network' | 'env'>,
  rows: readonly RowUrl[] = [],
): readonly Check[] {
  const http: HttpPort = host.network.http ?? sendHttp;
  const { 'health-url': url, 'health-checks': listed = [], 'smoke-command': argv, 'expect-version': version } = values;
  const withVersion = (check: HealthCheck): HealthCheck => (version === undefined ? check : { ...check, version });
  const own = rows.flatMap(({ row, healthUrl }) =>
    healthUrl === undefined ? [] : [checkHttp(withVersion(checkOfUrl(String(healthUrl))), http, row)],
  );
  const single = url === undefined ? [] : [checkHttp(withVersion(checkOfUrl(url.href)), http)];
  if (version !== undefined && own.length + single.length === 0) throw nothingToAsk();
  const others = listed.map((check) => checkHttp(check, http));
  const first = url?.href ?? listed[0]?.url.href ?? rows.find((row) => row.healthUrl !== undefined)?.healthUrl;
  const facts = first === undefined ? {} : { HEALTH_URL: String(first) };
  return [...own, ...single, ...others, ...(argv === undefined ? [] : [checkSmoke({ argv, env: host.env, facts })])];
}

const nothingToAsk = (): Failure =>
  new Failure(
    diagnosis('invalid-input', {
      what: 'expect-version is given, but no health-url that could answer with a version',
      where: 'expect-version',
      fix: 'Set health-url, too, or write expect-version into the row of health-checks that carries the version.',
    }),
  );
