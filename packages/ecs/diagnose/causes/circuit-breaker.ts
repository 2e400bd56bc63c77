import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { verbatim, whereOf } from './said.ts';

/** The breaker ended it, and nothing closer is known. */
export const explain: Explain = (evidence) => {
  const { rollout, tasks } = evidence;
  const text = rollout?.reasons.find((one) => /circuit breaker/i.test(one));
  if (tasks.length > 0 || (rollout?.breaker !== 'TRIGGERED' && text === undefined)) return undefined;
  return diagnosis('circuit-breaker', {
    what: 'the circuit breaker ended the rollout, and no stopped task tells why',
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    confidence: 'likely',
  });
};
