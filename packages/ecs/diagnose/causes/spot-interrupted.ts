import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

/** AWS took the spot capacity back. */
export const explain: Explain = (evidence) => {
  const text = said(evidence).find((one) => /Spot Task was interrupted|Host EC2 .*terminated.*spot/i.test(one));
  if (text === undefined && evidence.tasks[0]?.stopCode !== 'SpotInterruption') return undefined;
  return diagnosis('spot-interrupted', {
    what: 'AWS took back the spot capacity that the task ran on',
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    fix: `Run again; if it stays, give FARGATE a base of 1 in the capacity provider strategy of ${evidence.place}.`,
  });
};
