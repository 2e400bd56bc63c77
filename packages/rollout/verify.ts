import type { Diagnosis } from '#report/diagnosis';
import { diagnosisOf } from '#report/failure';
import type { Check, CheckContext, CheckResult } from './check.ts';
import type { Part } from './platform.ts';
import type { Story, Telling } from './story.ts';

export interface Verified {
  /** One line a passed check. */
  readonly summaries: readonly { readonly row?: string; readonly text: string }[];
  readonly first?: { readonly row?: string; readonly why: Diagnosis };
}

/**
 * Runs checks one after another within the one budget of the run, `verifyTimeoutMs`, which all waves share; ends at the first that fails. A check that throws
 * has failed. Throws the signal's reason when the run is cancelled.
 */
export async function verify(
  checks: readonly Check[],
  parts: readonly Part[],
  telling: Pick<Telling, 'story' | 'verifiedForMs'>,
): Promise<Verified> {
  const { story } = telling;
  const { clock } = story.host;
  const begin = clock.now();
  const deadline = begin + story.policy.verifyTimeoutMs - (telling.verifiedForMs ?? 0);
  try {
    return await runChecks(checks, parts, story, deadline);
  } finally {
    telling.verifiedForMs = (telling.verifiedForMs ?? 0) + clock.now() - begin;
  }
}

async function runChecks(
  checks: readonly Check[],
  parts: readonly Part[],
  story: Story,
  deadline: number,
): Promise<Verified> {
  const { clock, log, signal, run, report } = story.host;
  const commit = wantedCommit(parts, story);
  const summaries: { row?: string; text: string }[] = [];
  for (const check of checks) {
    log.info(`verifying: ${check.name}`);
    const result = await runCheck(check, {
      clock,
      log,
      signal,
      deadline,
      release: run.release,
      parts,
      ...(commit === undefined ? {} : { commit }),
    });
    const where = check.row === undefined ? {} : { row: check.row };
    if (result.kind === 'failed') {
      report.note(`${result.diagnosis.code}: ${result.diagnosis.what}`, check.row);
      report.evidence(check.name, result.diagnosis.evidence);
      return { summaries, first: { ...where, why: result.diagnosis } };
    }
    for (const warning of result.warnings ?? []) report.warn(warning);
    report.note(result.summary, check.row);
    summaries.push({ ...where, text: result.summary });
  }
  return { summaries };
}

/** What could not be verified is not good, whatever kept us from looking: a row must not end well because of it. */
async function runCheck(check: Check, context: CheckContext): Promise<CheckResult> {
  try {
    return await check.run(context);
  } catch (error) {
    context.signal.throwIfAborted();
    return { kind: 'failed', diagnosis: diagnosisOf(error, check.name) };
  }
}

/** That of what is brought out, which a run of another commit may do; the run's own where the revisions know of none. */
function wantedCommit(parts: readonly Part[], { host, policy }: Pick<Story, 'host' | 'policy'>): string | undefined {
  const [commit, ...others] = new Set(parts.map(({ to }) => to.commit));
  if (others.length > 0) return undefined;
  return commit ?? (policy.kind === 'deploy' ? host.run.commit : undefined);
}
