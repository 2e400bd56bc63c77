import { isCancellation } from '#base/cancelled';
import type { DeploymentReport } from '#report/deployment-report';
import { diagnosisOf, Failure } from '#report/failure';
import type { Job } from './open-host.ts';
import type { Interruption } from './watch-signals.ts';

/** The report of a run whose `main` threw: a cancelled one, a failure with its diagnosis, else `failed` for a reason `unknown`. */
export function reportOfThrown(error: unknown, job: Job): DeploymentReport {
  const { host } = job;
  // What is kept is kept before the first write, which may then have been refused.
  const changed = host.report.hasWritten();
  if (isCancellation(error, host.signal)) return host.report.finish({ verdict: 'cancelled', changed });
  const verdict = error instanceof Failure ? error.verdict : 'failed';
  for (let cause = error; Error.isError(cause); cause = cause.cause) host.log.debug(cause.stack ?? String(cause));
  return host.report.finish({ verdict, changed, diagnosis: diagnosisOf(error, host.run.action) });
}

/** The report of a run that was ended before its `main` handed one back: only what is known without it. */
export function reportOfInterruption(interruption: Interruption, job: Job, hasPost: boolean): DeploymentReport {
  if (interruption.kind === 'crashed') return reportOfThrown(interruption.error, job);
  const changed = job.hasKept();
  const next =
    changed && hasPost
      ? 'The post step of this job finishes what was started.'
      : changed
        ? 'Run again: the next run finds what was left open and puts it in order first.'
        : undefined;
  job.host.report.warn(`The run was ended before it could report: ${interruption.why}.`);
  return job.host.report.finish({ verdict: 'cancelled', changed, ...(next === undefined ? {} : { next }) });
}
