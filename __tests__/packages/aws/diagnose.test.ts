import { describe, expect, test } from '@jest/globals';
import { AwsError, type AwsErrorKind } from '#aws/aws-error';
import { awsDiagnosis } from '#aws/diagnose';
import { missingStatement } from '#aws/missing-statement';

const error = (kind: AwsErrorKind, code: string, message: string, operation = 'ecs:UpdateService') =>
  new AwsError(kind, code, message, operation, undefined);

const kinds: readonly (readonly [AwsErrorKind, string, string])[] = [
  ['denied', 'AccessDeniedException', 'access-denied'],
  ['expired', 'ExpiredTokenException', 'credentials-expired'],
  ['no-credentials', 'CredentialsProviderError', 'no-credentials'],
  ['throttled', 'ThrottlingException', 'throttled'],
  ['not-found', 'ServiceNotFoundException', 'not-found'],
  ['rejected', 'InvalidParameterException', 'invalid-input'],
  ['transient', 'ECONNRESET', 'unknown'],
];

describe('the diagnosis of a failed call', () => {
  test.each(kinds)('%s (%s) is %s', (kind, code, reason) => {
    const found = awsDiagnosis(error(kind, code, 'said so'), 'service web');
    expect(found).toMatchObject({ code: reason, where: 'service web' });
    expect(found.evidence[0]).toBe(`ecs:UpdateService: ${code}: said so`);
    expect(found.fix.split('\n').length).toBeLessThanOrEqual(2);
  });
});

const service = 'arn:aws:ecs:eu-west-1:123456789012:service/main/web';
const sentence = (action: string, resource: string) =>
  `User: arn:aws:sts::123456789012:assumed-role/ci/x is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

const statements: readonly (readonly [string, string, object])[] = [
  [
    sentence('ecs:UpdateService', service),
    'ecs:UpdateService',
    { Effect: 'Allow', Action: 'ecs:UpdateService', Resource: service },
  ],
  [
    sentence('iam:PassRole', 'arn:aws:iam::123456789012:role/web-task'),
    'ecs:RegisterTaskDefinition',
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::123456789012:role/web-task',
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
  ],
  [
    sentence('ecs:TagResource', '*'),
    'ecs:RegisterTaskDefinition',
    { Effect: 'Allow', Action: 'ecs:TagResource', Resource: '*' },
  ],
  [
    `${sentence('ecs:RunTask', service).split(' because')[0]}.`,
    'ecs:RunTask',
    { Effect: 'Allow', Action: 'ecs:RunTask', Resource: service },
  ],
  ['no', 'ecs:ListTasks', { Effect: 'Allow', Action: 'ecs:ListTasks', Resource: '*' }],
];

describe('the missing statement', () => {
  test.each(statements)('%s', (message, operation, statement) => {
    expect(missingStatement(message, operation)).toEqual(statement);
    const { evidence } = awsDiagnosis(error('denied', 'AccessDeniedException', message, operation), 'x');
    expect(JSON.parse(evidence.slice(1).join('\n'))).toEqual(statement);
  });

  test('an explicit deny is not answered with a statement to add', () => {
    const message = sentence('ecs:UpdateService', service).replace(
      /because.*/,
      'with an explicit deny in a service control policy',
    );
    expect(awsDiagnosis(error('denied', 'AccessDeniedException', message), 'x').fix).toContain(
      'Remove the explicit deny',
    );
  });
});
