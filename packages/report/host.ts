import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import type { Network } from '#base/network';
import type { DeploymentReport } from './deployment-report.ts';
import type { ReportWriter, RunFacts } from './write-report.ts';

/** What an action is given by whoever runs it: a GitHub runner, a terminal, a test. */
export interface Host {
  readonly clock: Clock;
  readonly log: Logger;
  /** Aborts when the run is cancelled. `main` then has 5 seconds to start what must be started, and returns. */
  readonly signal: AbortSignal;
  readonly network: Network;
  readonly run: RunFacts;
  readonly report: ReportWriter;
  /**
   * A token that says which job this is, signed for `audience`; absent where nobody can say it (a terminal, a job without
   * `id-token: write`). Throws `Failure` when the one who should does not answer.
   */
  readonly idToken?: (audience: string, signal: AbortSignal) => Promise<string>;
  /** Keeps `state` for `post`, at once and replacing what was kept before. Called before the first write and after each. */
  keep(state: unknown): void;
  /** The environment of the process. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What an action hands back; the host writes outputs, summary, annotations and the exit code from it. */
export interface Outcome {
  readonly report: DeploymentReport;
  /** The action's own outputs; the core outputs are derived from the report. */
  readonly outputs: Readonly<Record<string, string>>;
}

export const outcome = (report: DeploymentReport, outputs: Readonly<Record<string, string>> = {}): Outcome => ({
  report,
  outputs,
});
