import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

const distrusted = /unable to assume (?:the )?(?:service linked )?role/i;

/** ECS itself, or the task at its start, lacks a permission. */
export const explain: Explain = (evidence) => {
  const text = [...said(evidence), ...evidence.events].find(
    (one) => /is not authorized to perform|AccessDenied/i.test(one) || distrusted.test(one),
  );
  if (text === undefined) return undefined;
  const action = /perform: ([\w-]+:\w+)/.exec(text)?.[1];
  const role = /(arn:aws[\w-]*:(?:iam|sts)::\d+:[^\s'",]+)/.exec(text)?.[1];
  const named = role ?? 'a role of the service';
  const call = action === undefined ? 'do what ECS needs' : `call ${action}`;
  return diagnosis('access-denied', {
    what: distrusted.test(text) ? `ECS cannot assume ${named}` : `${named} may not ${call}`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    fix: fixOf(text, action, role ?? `the roles of ${evidence.revision}`, evidence.place),
    confidence: 'likely',
  });
};

/** Trust is missing, or a permission: each has its own remedy. */
function fixOf(text: string, action: string | undefined, role: string, place: string): string {
  if (/service linked role/i.test(text)) {
    return `Create the role once in this account, then deploy ${place} again: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com`;
  }
  if (distrusted.test(text)) return `Let ecs-tasks.amazonaws.com assume ${role}, in its trust policy.`;
  return `Allow ${action ?? 'what AWS names below'} to ${role}.`;
}
