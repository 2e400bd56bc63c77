import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

/** A quota of the account stands in the way of a task. */
export const explain: Explain = (evidence) => {
  const text = said(evidence).find((one) =>
    /reached the limit on|quota (?:exceeded|has been reached)|LimitExceeded/i.test(one),
  );
  if (text === undefined) return undefined;
  const limit = /limit on (the number of [^.]+)/i.exec(text)?.[1] ?? 'what the account may run';
  return diagnosis('quota-exceeded', {
    what: `the account's quota is used up: ${limit}`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    fix: `Ask for a higher quota (${limit}) in this region's Service Quotas console for ${evidence.place}, or stop tasks that nobody needs.`,
  });
};
