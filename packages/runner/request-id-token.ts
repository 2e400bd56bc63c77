import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import type { HttpAnswer, HttpPort } from '#base/network';
import { sendHttp } from '#base/send-http';
import { until } from '#base/until';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';

export interface IdTokenRequest {
  /** `ACTIONS_ID_TOKEN_REQUEST_URL` and `ACTIONS_ID_TOKEN_REQUEST_TOKEN`, which a runner sets where it may be asked. */
  readonly address: string;
  readonly bearer: string;
  readonly audience: string;
}

export interface IdTokenPorts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly http?: HttpPort | undefined;
}

/** How long the token service is asked again, in milliseconds. */
const patience = 20_000;

/**
 * Asks the runner for the OIDC token of the job, and masks it. Throws `no-credentials` when none is issued, the signal's
 * reason. https://docs.github.com/en/actions/reference/security/oidc, "Methods for requesting the OIDC token"
 */
export async function requestIdToken(request: IdTokenRequest, ports: IdTokenPorts): Promise<string> {
  const { clock, log, signal, http = sendHttp } = ports;
  const url = new URL(request.address);
  url.searchParams.set('audience', request.audience);
  const headers = { authorization: `Bearer ${request.bearer}`, accept: 'application/json; api-version=2.0' };
  let last: HttpAnswer | undefined;
  const ask = async () => {
    last = await http({ url, method: 'GET', headers, timeoutMs: 5_000 }, signal);
    if (last.kind === 'answered' && last.status < 500 && last.status !== 429) return last;
    log.debug(`OIDC token: ${tell(last)}`);
    return undefined;
  };
  const pauseMs = (looks: number) => Math.min(8_000, 500 * 2 ** looks);
  await until(ask, { clock, signal, pauseMs, budgetMs: patience });
  const token = tokenIn(last);
  if (token === undefined) throw noToken(last);
  log.mask(token);
  return token;
}

function tokenIn(answer: HttpAnswer | undefined): string | undefined {
  if (answer?.kind !== 'answered' || answer.status !== 200) return undefined;
  try {
    const { value }: { value?: unknown } = Object(JSON.parse(answer.body));
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined;
  }
}

const tell = (answer: HttpAnswer | undefined): string =>
  answer?.kind === 'answered' ? `HTTP ${answer.status}` : (answer?.message ?? 'no answer');

const noToken = (last: HttpAnswer | undefined): Failure =>
  new Failure(
    diagnosis('no-credentials', {
      what: `GitHub did not issue the OIDC token of this job: ${tell(last)}`,
      where: 'role-to-assume',
      // The body may hold the token, and is nobody's to read.
      evidence: [`ACTIONS_ID_TOKEN_REQUEST_URL: ${tell(last)}`],
      fix: 'Run again; if it stays, look at githubstatus.com and at permissions: id-token: write of the job (role-to-assume).',
    }),
  );
