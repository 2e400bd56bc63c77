import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { verbatim, whereOf } from './said.ts';

/** A lifecycle hook of the deployment failed, or nobody answered it in time. */
export const explain: Explain = (evidence) => {
  const hook = evidence.rollout?.failedHook;
  if (hook === undefined) return undefined;
  return diagnosis('hook-failed', {
    what: `the lifecycle hook ${hook} failed or was not answered in time`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, evidence.rollout?.reasons),
    fix: `Read the log of the hook ${hook} and what it answered as hookStatus.`,
  });
};
