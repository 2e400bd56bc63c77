import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

/** AWS has nothing free to run the task on. */
export const explain: Explain = (evidence) => {
  const text = said(evidence).find((one) => /Capacity is unavailable|EMPTY CAPACITY PROVIDER/i.test(one));
  if (text === undefined) return undefined;
  return diagnosis('no-capacity', {
    what: 'AWS has no free capacity for the task in the zones of its subnets',
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    fix: `Run again in some minutes, or give ${evidence.place} subnets in more zones; beside FARGATE_SPOT set FARGATE as a fallback.`,
  });
};
