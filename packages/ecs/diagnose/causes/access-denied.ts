import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

/** ECS itself, or the task at its start, lacks a permission. */
export const explain: Explain = (evidence) => {
  const text = [...said(evidence), ...evidence.events].find((one) =>
    /is not authorized to perform|AccessDenied|unable to assume (?:the )?(?:service linked )?role/i.test(one),
  );
  if (text === undefined) return undefined;
  const action = /perform: ([\w-]+:\w+)/.exec(text)?.[1];
  const role = /(arn:aws[\w-]*:(?:iam|sts)::\d+:[^\s'",]+)/.exec(text)?.[1];
  return diagnosis('access-denied', {
    what: `${role ?? 'a role of the service'} may not ${action === undefined ? 'do what ECS needs' : `call ${action}`}`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    fix: `Allow ${action ?? 'what AWS names below'} to ${role ?? `the roles of ${evidence.revision}`}, and let ecs-tasks.amazonaws.com assume it.`,
    confidence: 'likely',
  });
};
