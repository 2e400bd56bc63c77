/** An IAM statement that would have allowed a refused call. */
export interface IamStatement {
  readonly Effect: 'Allow';
  /** `ecs:UpdateService`. */
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Reads AWS's own sentence ("User: … is not authorized to perform: ACTION on resource: ARN because …"), which names an
 * action besides the call's own where that is what is missing (iam:PassRole, ecs:TagResource). Where the sentence says
 * less, the statement is for `operation` on `*`.
 */
export function missingStatement(message: string, operation: string): IamStatement {
  const Action = /not authorized to perform: ([A-Za-z0-9-]+:[A-Za-z0-9]+)/.exec(message)?.[1] ?? operation;
  const Resource = /on resource: (arn:\S+?)[.,;]?(?=\s|$)/.exec(message)?.[1] ?? '*';
  const statement = { Effect: 'Allow', Action, Resource } as const;
  if (Action !== 'iam:PassRole') return statement;
  const service = operation.startsWith('ecs:') ? 'ecs-tasks.amazonaws.com' : `${operation.split(':')[0]}.amazonaws.com`;
  return { ...statement, Condition: { StringEquals: { 'iam:PassedToService': service } } };
}
