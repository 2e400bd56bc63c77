import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { verbatim, whereOf } from './said.ts';

/** The percentages of the service allow neither one task more nor one less. */
export const explain: Explain = (evidence) => {
  const text = evidence.events.find((one) =>
    /unable to stop or start tasks during a deployment because of the service deployment configuration/i.test(one),
  );
  if (text === undefined) return undefined;
  return diagnosis('deployment-stuck', {
    what: 'the deployment configuration lets ECS neither start a new task nor stop an old one',
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    fix: `Raise maximumPercent or lower minimumHealthyPercent of ${evidence.place}, so that one task more or less is allowed.`,
  });
};
