import type { Clock } from '#base/clock';
import type { Host } from '#report/host';
import { type RunFacts, writeReport } from '#report/write-report';

/** A host for an action that runs inside the test, with everything that it was told. */
export interface InProcessHost extends Host {
  /** `info` lines as they are, others with a prefix: `warning: …`, `debug: …`, `group: …`. */
  readonly lines: readonly string[];
  readonly masked: readonly string[];
  /** Every state kept, in order. */
  readonly kept: readonly unknown[];
  readonly abort: AbortController;
}

type Overrides = Partial<Omit<Host, 'run' | 'report' | 'log' | 'signal' | 'keep'>> & {
  readonly run?: Partial<RunFacts>;
};

/** A host on `clock`; its run is release 777-1 of acme/shop at commit 9f3c2ab… */
export function inProcessHost(clock: Clock, overrides: Overrides = {}): InProcessHost {
  const lines: string[] = [];
  const masked: string[] = [];
  const kept: unknown[] = [];
  const abort = new AbortController();
  const log: Host['log'] = {
    info: (line) => void lines.push(line),
    debug: (line) => void lines.push(`debug: ${line}`),
    warn: (line) => void lines.push(`warning: ${line}`),
    group: (title, body) => {
      lines.push(`group: ${title}`);
      return body();
    },
    mask: (secret) => void masked.push(secret),
  };
  const run: RunFacts = {
    action: 'deploy-ecs',
    release: '777-1',
    repository: 'acme/shop',
    commit: '9f3c2ab1d4e5f60718293a4b5c6d7e8f90a1b2c3',
    actor: 'octo',
    runUrl: 'https://github.com/acme/shop/actions/runs/777/attempts/1',
    ...overrides.run,
  };
  return {
    network: {},
    env: { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'secret-of-the-test' },
    clock,
    ...overrides,
    run,
    log,
    report: writeReport(run, clock, log),
    signal: abort.signal,
    // A copy, as a file would be: a state that changes afterwards was not kept.
    keep: (state) => void kept.push(structuredClone(state)),
    lines,
    masked,
    kept,
    abort,
  };
}
