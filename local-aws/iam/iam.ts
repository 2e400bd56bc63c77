import { AwsFault, type Service } from '../service.ts';
import { badSource } from './texts.ts';

export interface Iam {
  readonly service: Service;
  /** The simulator says `implicitDeny` to this action on resources that contain `resource` (default: all). */
  deny(action: string, resource?: string): void;
}

interface Simulation {
  readonly PolicySourceArn?: string;
  readonly ActionNames?: readonly string[];
  readonly ResourceArns?: readonly string[];
}

/** IAM's policy simulator, without policies: everything is allowed but what a test denies. */
export function createIam(): Iam {
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
  };
}
