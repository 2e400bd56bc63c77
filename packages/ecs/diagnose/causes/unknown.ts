import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { FailureEvidence } from './evidence.ts';
import { factLines } from './fact-lines.ts';
import { said, verbatim, whereOf } from './said.ts';

/** Nothing known fits: AWS's own words, so that a reader can judge. */
export function explain(evidence: FailureEvidence): Diagnosis {
  const first = said(evidence)[0] ?? evidence.rollout?.reasons[0];
  const [fact] = factLines(evidence);
  const lines = verbatim(evidence);
  const told = fact === undefined ? '' : `, only ${fact}`;
  return diagnosis('unknown', {
    what: first === undefined ? `AWS gives no reason${told}` : `AWS says: ${first}`,
    where: whereOf(evidence),
    evidence: lines.length > 0 ? lines : [`no stopped task, event or reason is known of ${evidence.place}`],
    fix: `Read the lines below; events and stopped tasks of ${evidence.place} in the ECS console may tell more.`,
    confidence: 'guess',
  });
}
