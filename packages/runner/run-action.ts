import type { ActionSpec } from '#base/action-spec';
import type { InputRows, InputValues } from '#base/input-kinds';
import { Failure } from '#report/failure';
import { type Host, type Outcome, outcome } from '#report/host';
import { isGreen } from '#report/verdict';
import { reportOfInterruption, reportOfThrown } from './close-report.ts';
import type { Environment } from './environment.ts';
import { leave } from './leave.ts';
import { type HostOptions, type Job, openHost } from './open-host.ts';
import { readAllowedVerdicts } from './read-allowed-verdicts.ts';
import { readInputs } from './read-inputs.ts';

/** The story of an action. It returns what happened, or throws `Failure`. */
export type Main<Rows extends InputRows> = (inputs: InputValues<Rows>, host: Host) => Promise<Outcome>;

/**
 * Runs the main entry of an action on a runner and ends the process: exit code 0 when the verdict is green or named in
 * `allow-verdicts`. When cancelled, `main` has 5 s to hand back its outcome; at 6.5 s what is known is written without it.
 */
export async function runAction<Rows extends InputRows>(
  spec: ActionSpec<Rows>,
  main: Main<Rows>,
  options: HostOptions = {},
): Promise<void> {
  const job = openHost(spec, options);
  const ended = await Promise.race([
    storyOf(spec, main, job),
    job.watch.interrupted.then((why) => outcome(reportOfInterruption(why, job, spec.post))),
  ]);
  job.watch.stop();
  // Needed at the end only: the renderings are a fifth of what would be read before the first call.
  const { endRun } = await import('./end-run.ts');
  const allowed = allowedOrNone(job.host.env);
  endRun(ended, job, 'main', allowed);
  leave(isGreen(ended.report.verdict, allowed) ? 0 : 1);
}

async function storyOf<Rows extends InputRows>(spec: ActionSpec<Rows>, main: Main<Rows>, job: Job): Promise<Outcome> {
  try {
    return await main(await inputsOf(spec, job), job.host);
  } catch (error) {
    return outcome(reportOfThrown(error, job));
  }
}

/** Nothing else of a run tells about bad inputs, so that all of them stand in the log, too. */
async function inputsOf<Rows extends InputRows>(spec: ActionSpec<Rows>, job: Job): Promise<InputValues<Rows>> {
  try {
    readAllowedVerdicts(spec.name, job.host.env);
    return await readInputs(spec, job.host.env);
  } catch (error) {
    if (error instanceof Failure) for (const line of error.diagnosis.evidence) job.log.info(line);
    throw error;
  }
}

function allowedOrNone(env: Environment) {
  try {
    return readAllowedVerdicts('', env);
  } catch {
    return [];
  }
}
