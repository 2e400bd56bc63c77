import { AwsFault, type Service } from '../service.ts';
import type { World } from '../world.ts';
import { badSource, roleMissing } from './texts.ts';

/** A service, or the members of a statement in which others stand than `Principal`. */
export type Trust = string | { readonly NotPrincipal: object };

export interface Iam {
  readonly service: Service;
  /** The simulator says `implicitDeny` to this action on resources that contain `resource` (default: all). */
  deny(action: string, resource?: string): void;
  /** Before the first is added, every role that is asked for exists. `trusts`: who may assume it; default ECS. */
  addRole(name: string, trusts?: Trust): void;
}

interface RoleInput {
  readonly RoleName?: string;
}

interface Simulation {
  readonly PolicySourceArn?: string;
  readonly ActionNames?: readonly string[];
  readonly ResourceArns?: readonly string[];
}

const ecsTasks = 'ecs-tasks.amazonaws.com';

/** IAM: roles with their trust policies, and its policy simulator, which allows everything but what a test denies. */
export function createIam(world: World): Iam {
  const roles = new Map<string, Trust>();
  const denials: { readonly action: string; readonly resource: string }[] = [];
  const decide = (action: string, resource: string) =>
    denials.some((denial) => denial.action === action && resource.includes(denial.resource))
      ? 'implicitDeny'
      : 'allowed';
  return {
    service: {
      name: 'iam',
      protocol: { kind: 'query', apiVersion: '2010-05-08', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
      operations: {
        GetRole({ RoleName: name = '' }: RoleInput) {
          const trust = roles.size === 0 ? ecsTasks : roles.get(name);
          if (trust === undefined) throw new AwsFault('NoSuchEntity', roleMissing(name), 404);
          return { Role: roleView(world, name, trust) };
        },
        SimulatePrincipalPolicy(input: Simulation) {
          const { PolicySourceArn: source = '', ActionNames = [], ResourceArns = ['*'] } = input;
          if (!/^arn:aws[\w-]*:iam::\d{12}:(role|user|group)\/.+/.test(source)) {
            throw new AwsFault('InvalidInput', badSource(source));
          }
          return {
            EvaluationResults: ActionNames.flatMap((action) =>
              ResourceArns.map((resource) => ({
                MatchedStatements: [],
                EvalActionName: action,
                EvalResourceName: resource,
                EvalDecision: decide(action, resource),
                MissingContextValues: [],
              })),
            ),
            IsTruncated: false,
          };
        },
      },
    },
    deny: (action, resource = '') => void denials.push({ action, resource }),
    addRole: (name, trusts = ecsTasks) => void roles.set(name, trusts),
  };
}

/** A trust policy goes over the wire percent-encoded (API reference, GetRole). */
function roleView({ account, clock }: World, name: string, trust: Trust) {
  const who = typeof trust === 'string' ? { Principal: { Service: trust } } : trust;
  const statement = { Effect: 'Allow', ...who, Action: 'sts:AssumeRole' };
  return {
    Path: '/',
    RoleName: name,
    RoleId: 'AROALOCALAWSLOCALAWSX',
    Arn: `arn:aws:iam::${account}:role/${name}`,
    CreateDate: new Date(clock.now()),
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: [statement] })),
  };
}
