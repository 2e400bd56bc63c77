import { AwsError } from '#aws/aws-error';
import { childOf, textOf } from '#aws/read-xml';
import { askOnce } from './ask-once.ts';
import { type Finding, findings, skipped } from './finding.ts';
import { rolesOf } from './roles-of.ts';
import type { PreflightCheck, ServiceUnderCheck } from './service-under-check.ts';

const { ok, fail, skip } = findings('trust');
const ecsTasks = 'ecs-tasks.amazonaws.com';
const isEcs = (service: string): boolean => [ecsTasks, `${ecsTasks}.cn`, '*'].includes(service);

/**
 * The roles of the task exist and let ECS assume them. Conditions of a trust policy are not weighed.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 */
export const checkTrust: PreflightCheck = (service) =>
  Promise.all(rolesOf(service.definition).map((role) => checkOne(service, role)));

async function checkOne({ aws, live }: ServiceUnderCheck, role: string): Promise<Finding> {
  const where = `role ${role}`;
  const account = live.facts.clusterArn.split(':')[4];
  const [, owner, name = role] = /^arn:[\w-]+:iam::(\d{12}):role\/(?:.+\/)?([^/]+)$/.exec(role) ?? [];
  if (owner !== undefined && owner !== account) return skip(where, `not looked at: it belongs to the account ${owner}`);
  try {
    const answer = await askOnce(aws, 'iam', 'GetRole', { RoleName: name });
    const policy = policyOf(textOf(childOf(answer, 'Role'), 'AssumeRolePolicyDocument') ?? '');
    if (policy === undefined) return skip(where, 'not looked at: its trust policy is no JSON');
    if (JSON.stringify(policy).includes('"Not'))
      return skip(where, 'not judged: its trust policy says whom it excludes');
    if (trusts(policy)) return ok(where, 'may be assumed by ECS');
    return fail({
      where,
      what: `its trust policy does not let ${ecsTasks} assume it: no task starts`,
      code: 'access-denied',
      fix: `Add to the trust policy of ${name}: {"Effect":"Allow","Principal":{"Service":"${ecsTasks}"},"Action":"sts:AssumeRole"}.`,
    });
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== 'not-found') return skipped('trust', where, error);
    return fail({
      where,
      what: 'does not exist: no task starts',
      code: 'not-found',
      fix: `Create ${where}, or correct the role in the task definition.`,
    });
  }
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
}

interface Policy {
  readonly Statement?: Statement | readonly Statement[];
}

/** IAM sends policies percent-encoded. */
function policyOf(text: string): Policy | undefined {
  try {
    return JSON.parse(decodeURIComponent(text)) as Policy;
  } catch {
    return undefined;
  }
}

function trusts({ Statement = [] }: Policy): boolean {
  return [Statement].flat().some(({ Effect, Principal = {}, Action = [] }: Statement) => {
    const services = Principal === '*' ? [ecsTasks] : [Principal.Service ?? []].flat();
    const actions = [Action].flat().map((action) => action.toLowerCase());
    const assumes = actions.some((action) => ['sts:assumerole', 'sts:*', '*'].includes(action));
    return Effect === 'Allow' && services.some(isEcs) && assumes;
  });
}
