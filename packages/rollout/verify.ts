import type { Diagnosis } from '#report/diagnosis';
import type { Check } from './check.ts';
import type { Part } from './platform.ts';
import type { Story } from './story.ts';

export interface Verified {
  /** One line a passed check. */
  readonly summaries: readonly { readonly row?: string; readonly text: string }[];
  readonly first?: { readonly row?: string; readonly why: Diagnosis };
}

/** Runs checks one after another within the one budget of verification; ends at the first that fails. */
export async function verify(
  checks: readonly Check[],
  parts: readonly Part[],
  story: Pick<Story, 'host' | 'policy'>,
): Promise<Verified> {
  const { clock, log, signal, run, report } = story.host;
  const deadline = clock.now() + story.policy.verifyTimeoutMs;
  const summaries: { row?: string; text: string }[] = [];
  for (const check of checks) {
    log.info(`verifying: ${check.name}`);
    const result = await check.run({
      clock,
      log,
      signal,
      deadline,
      release: run.release,
      parts,
      ...(run.commit === undefined ? {} : { commit: run.commit }),
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
