import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { FailureEvidence } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

/** Nothing known fits: AWS's own words, so that a reader can judge. */
export function explain(evidence: FailureEvidence): Diagnosis {
  const first = said(evidence)[0] ?? evidence.rollout?.reasons[0];
  return diagnosis('unknown', {
    what:
      first === undefined ? `AWS gives no reason (${evidence.rollout?.status ?? 'no status'})` : `AWS says: ${first}`,
    where: whereOf(evidence),
    evidence: verbatim(evidence),
    fix: `Read the lines below; events and stopped tasks of ${evidence.place} in the ECS console may tell more.`,
    confidence: 'guess',
  });
}
