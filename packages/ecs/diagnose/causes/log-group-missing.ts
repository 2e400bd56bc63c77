import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

/** The task cannot start because the log group that it writes to does not exist, or it may not write there. */
export const explain: Explain = (evidence) => {
  const text = said(evidence).find(
    (one) => /ResourceInitializationError/i.test(one) && /logger args|log ?stream|log ?group/i.test(one),
  );
  if (text === undefined) return undefined;
  const groups = [...new Set(evidence.containers.flatMap(({ log }) => (log?.group === undefined ? [] : [log.group])))];
  const group = groups.length === 0 ? 'of its containers' : groups.join(', ');
  if (/AccessDenied|not authorized/i.test(text)) {
    return diagnosis('access-denied', {
      what: `the execution role may not write to the log group ${group}`,
      where: whereOf(evidence),
      evidence: verbatim(evidence, [text]),
      fix: `Allow logs:CreateLogStream and logs:PutLogEvents on ${group} to the execution role of ${evidence.revision}.`,
    });
  }
  if (!/does not exist|ResourceNotFound/i.test(text)) return undefined;
  return diagnosis('not-found', {
    what: `the log group ${group} does not exist`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    fix: `Create the log group ${group}, or correct awslogs-group in ${evidence.revision}.`,
  });
};
