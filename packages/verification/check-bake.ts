import type { Aws } from '#aws/client';
import { readAlarms } from '#aws/read-alarms';
import type { HttpPort } from '#base/network';
import { until } from '#base/until';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { diagnosisOf } from '#report/failure';
import type { Check, CheckContext, CheckResult } from '#rollout/check';
import { alarmFired, isRed, missingAlarms } from './check-alarms.ts';
import { explainHttp } from './explain-http.ts';
import type { HealthCheck } from './health-checks.ts';
import { type Look, lookAtUrl, wantedVersion } from './look-at-url.ts';

/** A URL that is asked while a release bakes. */
export interface BakedUrl {
  readonly check: HealthCheck;
  readonly row?: string;
}

export interface BakeOptions {
  readonly aws: Aws;
  readonly http: HttpPort;
  readonly alarms: readonly string[];
  readonly urls: readonly BakedUrl[];
  /** How long it bakes, in milliseconds. */
  readonly ms: number;
}

const pauseMs = 10_000;
/** So many bad answers in a row are no accident. */
const inARow = 3;
const heartbeatMs = 60_000;
/** Alarms that cannot be read for so long guard nothing, in milliseconds. */
const blindness = 60_000;

/**
 * Goes on watching alarms and URLs for a while: a release that turns bad under load is put back like one that never was
 * good. Any alarm that is in ALARM fails it, and three bad answers of one URL in a row. Reasons: `alarm-fired`,
 * `http-check-failed`, `version-mismatch`, `not-found`, and `deadline-exceeded` when no time was left for it.
 */
export const checkBake = (options: BakeOptions): Check => ({
  name: `bake of ${minutesOf(options.ms)}`,
  run: (context) => runBake(options, context),
});

async function runBake(options: BakeOptions, context: CheckContext): Promise<CheckResult> {
  const { clock, signal, deadline } = context;
  const { ms } = options;
  const end = clock.now() + ms;
  if (end > deadline) return { kind: 'failed', diagnosis: noTime(ms, deadline - clock.now()) };
  const urls = options.urls.map((url) => ({ ...url, looks: [] as Look[] }));
  const alarms = alarmsLook(options, context);
  const tell = teller(options, context, end);
  const look = async (): Promise<Diagnosis | undefined> => {
    const fired = await alarms();
    if (fired !== undefined) return fired;
    for (const { check, row, looks } of urls) {
      if (clock.now() >= end) break;
      const by = { http: options.http, clock, signal };
      looks.push(await lookAtUrl(check, wantedVersion(check, context, row), end + check.timeoutMs, by));
      const last = looks.slice(-inARow);
      if (last.length === inARow && last.every(({ problem }) => problem !== undefined)) {
        const wanted = wantedVersion(check, context, row);
        return explainHttp({ ...check, consecutive: 1 }, last, { wanted, deadline: false });
      }
    }
    tell(urls.flatMap(({ looks }) => looks));
    return undefined;
  };
  const waited = await until(look, { clock, signal, pauseMs: () => pauseMs, budgetMs: ms });
  if (waited.kind === 'answer') return { kind: 'failed', diagnosis: waited.value };
  return {
    kind: 'passed',
    summary: `baked for ${minutesOf(ms)}: ${stateOf(
      options,
      urls.flatMap(({ looks }) => looks),
    )}`,
  };
}

/** One look at the alarms; a look that fails is made again, but not for ever. */
function alarmsLook({ aws, alarms }: BakeOptions, context: CheckContext): () => Promise<Diagnosis | undefined> {
  const { clock, signal } = context;
  let seenAt = clock.now();
  return async () => {
    if (alarms.length === 0) return undefined;
    try {
      const seen = await readAlarms(aws, alarms, { signal, retry: 'never' });
      seenAt = clock.now();
      const red = seen.filter(isRed);
      return red.length > 0 ? alarmFired(red, context) : missingAlarms(alarms, seen);
    } catch (error) {
      signal.throwIfAborted();
      const why = diagnosisOf(error, `alarms ${alarms.join(', ')}`);
      const final = why.code === 'access-denied' || why.code === 'credentials-expired';
      return final || clock.now() - seenAt >= blindness ? why : undefined;
    }
  };
}

/** A line a minute. */
function teller(options: BakeOptions, { clock, log }: CheckContext, end: number): (looks: readonly Look[]) => void {
  let told = clock.now();
  return (looks) => {
    if (clock.now() - told < heartbeatMs) return;
    told = clock.now();
    log.info(`baking, ${minutesOf(end - clock.now())} left: ${stateOf(options, looks)}`);
  };
}

/** `2 alarms quiet, 30 of 31 answers good` */
function stateOf({ alarms, urls }: BakeOptions, looks: readonly Look[]): string {
  const good = looks.filter(({ problem }) => problem === undefined).length;
  return [
    ...(alarms.length === 0
      ? []
      : [alarms.length === 1 ? `alarm ${alarms[0]} quiet` : `${alarms.length} alarms quiet`]),
    ...(urls.length === 0 ? [] : [`${good} of ${looks.length} answers good`]),
  ].join(', ');
}

function minutesOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}

const noTime = (ms: number, leftMs: number): Diagnosis =>
  diagnosis('deadline-exceeded', {
    what: `no time was left to bake for ${minutesOf(ms)}: ${minutesOf(leftMs)} remained`,
    where: 'bake-minutes',
    fix: 'Raise verify-timeout-minutes: the checks before the bake took more than bake-minutes leaves them.',
  });
