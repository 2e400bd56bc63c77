import type { ActionSpec } from '#base/action-spec';
import type { InputRows, InputValues } from '#base/input-kinds';
import type { Host, Outcome } from '#report/host';
import type { Verdict } from '#report/verdict';
import { keptState } from './keep-state.ts';
import { leave } from './leave.ts';
import { type HostOptions, type Job, openHost } from './open-host.ts';
import { readInputs } from './read-inputs.ts';

/** Finishes what `main` left open. `kept` is plain data of an earlier process: parse it. `undefined`: nothing was left to do. */
export type Post<Rows extends InputRows> = (
  inputs: InputValues<Rows>,
  host: Host,
  kept: unknown,
) => Promise<Outcome | undefined>;

/** A post entry turns the job red only when it knows that what serves now is not what was wanted, or does not know it. */
const redVerdicts: readonly Verdict[] = ['rollback-failed', 'unknown'];

/** Runs the post entry of an action and ends the process. When main kept nothing, there is nothing to do. */
export async function runPost<Rows extends InputRows>(
  spec: ActionSpec<Rows>,
  post: Post<Rows>,
  options: HostOptions = {},
): Promise<void> {
  const job = openHost(spec, options);
  const ended = await Promise.race([
    storyOf(spec, post, job),
    job.watch.interrupted.then((end) => ownTrouble(job, end.kind === 'crashed' ? end.error : end.why)),
  ]);
  job.watch.stop();
  if (ended !== undefined) {
    const { endRun } = await import('./end-run.ts');
    endRun(ended, job, 'post');
  }
  leave(ended !== undefined && redVerdicts.includes(ended.report.verdict) ? 1 : 0);
}

async function storyOf<Rows extends InputRows>(
  spec: ActionSpec<Rows>,
  post: Post<Rows>,
  job: Job,
): Promise<Outcome | undefined> {
  try {
    const kept = keptState(job.host.env);
    if (kept === undefined) return undefined;
    return await post(await readInputs(spec, job.host.env), job.host, kept.state);
  } catch (error) {
    return ownTrouble(job, error);
  }
}

function ownTrouble(job: Job, trouble: unknown): undefined {
  const why = Error.isError(trouble) ? `${trouble.name}: ${trouble.message}` : String(trouble);
  job.log.warn(`the post step could not finish: ${why}. The next run puts in order what was left open.`);
  if (Error.isError(trouble)) job.log.debug(trouble.stack ?? '');
}
