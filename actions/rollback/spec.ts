import { awsInputs } from '#aws/inputs';
import { actionSpec } from '#base/action-spec';
import { choice, defaulted, text } from '#base/input-kinds';
import { orderInputs, serviceInputs } from '#ecs/inputs';
import { reportInputs, reportOutputs } from '#report/inputs';
import { followInputs, onCancelInput } from '#rollout/inputs';
import { verificationInputs } from '#verification/inputs';

export const spec = actionSpec({
  name: 'rollback',
  title: 'Roll back ECS services',
  description: 'Puts services back to a recorded release, follows them to the end and checks their health.',
  inputs: {
    ...serviceInputs,
    to: defaulted(
      text,
      'previous',
      'Where to: previous, last-success, n-1, revision:42, sha:abc1234, release:<id> or a task definition ARN.',
    ),
    'schema-policy': defaulted(
      choice('warn', 'require-compatible'),
      'warn',
      'When a release that is left behind migrated a database: warn, or refuse to roll back.',
    ),
    'if-in-progress': orderInputs['if-in-progress'],
    ...followInputs,
    'on-cancel': onCancelInput('leave'),
    ...verificationInputs,
    ...awsInputs,
    ...reportInputs,
  },
  outputs: {
    'task-definition-arn': 'The task definition that serves now.',
    'previous-task-definition-arn': 'The task definition that was rolled back from.',
    ...reportOutputs,
  },
  post: true,
  branding: { icon: 'rotate-ccw', color: 'blue' },
});
