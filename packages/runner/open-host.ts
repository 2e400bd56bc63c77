import type { ActionSpec } from '#base/action-spec';
import type { Clock } from '#base/clock';
import type { Network } from '#base/network';
import type { Host } from '#report/host';
import { writeReport } from '#report/write-report';
import type { Environment } from './environment.ts';
import { findSecrets } from './find-secrets.ts';
import { keepState } from './keep-state.ts';
import { type JobLog, logToJob } from './log-to-job.ts';
import { readRunFacts } from './read-run-facts.ts';
import type { IdTokenPorts } from './request-id-token.ts';
import { waitingClock } from './waiting-clock.ts';
import { type SignalWatch, watchSignals } from './watch-signals.ts';

/** What may be put in the place of the machine's own. */
export interface HostOptions {
  readonly env?: Environment;
  readonly clock?: Clock;
  readonly network?: Network;
}

export interface Job {
  readonly host: Host;
  readonly log: JobLog;
  readonly watch: SignalWatch;
  /** Whether something was kept for post: then something may have been changed. */
  hasKept(): boolean;
}

/** The host of one run on this machine. Secrets are masked before anything else is printed. */
export function openHost(spec: ActionSpec, options: HostOptions): Job {
  const { env = process.env, clock = waitingClock(), network = {} } = options;
  const log = logToJob(env.GITHUB_ACTIONS === 'true');
  for (const secret of findSecrets(spec, env)) log.mask(secret);
  const watch = watchSignals(log);
  const run = readRunFacts(spec.name, env, clock.now());
  let kept = false;
  const host: Host = {
    clock,
    log,
    signal: watch.signal,
    network,
    run,
    report: writeReport(run, clock, log),
    ...idTokenPort(env, { clock, log, http: network.http }),
    keep(state) {
      keepState(state, env);
      kept = true;
    },
    env,
  };
  return { host, log, watch, hasKept: () => kept };
}

/** What asks for the OIDC token of the job; nothing where a job may not have one. Few runs need it: it is loaded then. */
function idTokenPort(env: Environment, ports: Omit<IdTokenPorts, 'signal'>): Pick<Host, 'idToken'> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = env;
  if (!address || !bearer) return {};
  return {
    async idToken(audience, signal) {
      const { requestIdToken } = await import('./request-id-token.ts');
      return requestIdToken({ address, bearer, audience }, { ...ports, signal });
    },
  };
}
