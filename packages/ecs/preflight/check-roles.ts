import { readCaller } from '#aws/read-caller';
import { entriesOf, textOf } from '#aws/read-xml';
import { askOnce } from './ask-once.ts';
import { findings } from './finding.ts';
import { rolesOf } from './roles-of.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail, skip } = findings('roles');

/**
 * The role that deploys may hand the roles of the task to ECS (`iam:PassRole`), as IAM's own simulator says. Conditions
 * and resource policies that it does not know may still refuse. A task definition without roles has nothing to hand over.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export const checkRoles: PreflightCheck = async ({ aws, definition }) => {
  const roles = rolesOf(definition);
  if (roles.length === 0) return [];
  const { arn } = await readCaller(aws);
  const principal = roleOf(arn);
  if (principal === undefined) return [skip('iam:PassRole', `not looked at: ${arn} has no policies of its own`)];
  return Promise.all(
    roles.map(async (role) => {
      const where = `role ${role}`;
      const answer = await askOnce(aws, 'iam', 'SimulatePrincipalPolicy', {
        PolicySourceArn: principal,
        'ActionNames.member.1': 'iam:PassRole',
        'ResourceArns.member.1': role,
        'ContextEntries.member.1.ContextKeyName': 'iam:PassedToService',
        'ContextEntries.member.1.ContextKeyType': 'string',
        'ContextEntries.member.1.ContextKeyValues.member.1': 'ecs-tasks.amazonaws.com',
      });
      const [result = ''] = entriesOf(answer, 'EvaluationResults');
      const decision = textOf(result, 'EvalDecision');
      if (decision === undefined) return skip(where, 'not looked at: the simulator says nothing about it');
      if (decision === 'allowed') return ok(where, 'may be handed to ECS');
      return fail({
        where,
        what: `${principal} may not hand it to ECS (${decision})`,
        code: 'access-denied',
        fix: `Allow iam:PassRole on ${role} with iam:PassedToService ecs-tasks.amazonaws.com to ${principal}.`,
      });
    }),
  );
};

/** A session's role, without the path that its ARN does not show; users have policies themselves. */
function roleOf(arn: string): string | undefined {
  const [, partition, account, name] = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (name !== undefined) return `arn:${partition}:iam::${account}:role/${name}`;
  return /:iam::\d{12}:user\//.test(arn) ? arn : undefined;
}
