import type { InputValues } from '#base/input-kinds';
import type { HttpPort } from '#base/network';
import { sendHttp } from '#base/send-http';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { Check } from '#rollout/check';
import type { BakedUrl } from './check-bake.ts';
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
 * The checks that the inputs ask for and that need no AWS, in the order to run them: each service's own URL (bound to
 * its row), `health-url`, `health-checks`, at last the smoke test. Throws `invalid-input` when `expect-version` has no
 * URL to ask, or `bake-minutes` nothing to watch.
 */
export function checksOf(
  values: VerificationValues,
  host: Pick<Host, 'network' | 'env'>,
  rows: readonly RowUrl[] = [],
): readonly Check[] {
  const http: HttpPort = host.network.http ?? sendHttp;
  const { 'smoke-command': argv, 'expect-version': version, 'bake-minutes': bakeMs, alarms = [] } = values;
  const urls = urlsOf(values, rows);
  if (version !== undefined && urls.length === (values['health-checks'] ?? []).length) throw nothingToAsk();
  if (bakeMs !== undefined && urls.length + alarms.length === 0) throw nothingToWatch();
  const first = values['health-url'] ?? values['health-checks']?.[0]?.url ?? urls[0]?.check.url;
  const facts = first === undefined ? {} : { HEALTH_URL: first.href };
  const checks = urls.map(({ check, row }) => checkHttp(check, http, row));
  return [...checks, ...(argv === undefined ? [] : [checkSmoke({ argv, env: host.env, facts })])];
}

/** Every URL that is checked: those of the rows, `health-url`, `health-checks`. */
export function urlsOf(values: VerificationValues, rows: readonly RowUrl[]): readonly BakedUrl[] {
  const { 'health-url': url, 'health-checks': listed = [], 'expect-version': version } = values;
  const withVersion = (check: HealthCheck): HealthCheck => (version === undefined ? check : { ...check, version });
  return [
    ...rows.flatMap(({ row, healthUrl }) =>
      healthUrl === undefined ? [] : [{ check: withVersion(checkOfUrl(String(healthUrl))), row }],
    ),
    ...(url === undefined ? [] : [{ check: withVersion(checkOfUrl(url.href)) }]),
    ...listed.map((check) => ({ check })),
  ];
}

const nothingToWatch = (): Failure =>
  new Failure(
    diagnosis('invalid-input', {
      what: 'bake-minutes is given, but nothing that could be watched meanwhile',
      where: 'bake-minutes',
      fix: 'Name CloudWatch alarms in alarms, or set health-url or health-checks, too.',
    }),
  );

const nothingToAsk = (): Failure =>
  new Failure(
    diagnosis('invalid-input', {
      what: 'expect-version is given, but no health-url that could answer with a version',
      where: 'expect-version',
      fix: 'Set health-url, too, or write expect-version into the row of health-checks that carries the version.',
    }),
  );
