import { awsInputs } from '#aws/inputs';
import { actionSpec } from '#base/action-spec';
import { changeInputs, imageInputs, orderInputs, serviceInputs } from '#ecs/inputs';
import { reportInputs, reportOutputs } from '#report/inputs';

export const spec = actionSpec({
  name: 'register-and-deploy-task-def',
  title: 'Register and deploy an ECS task definition',
  description:
    'Changes image, environment or secrets of a task definition, registers it only if it differs, and updates one service or many.',
  inputs: { ...serviceInputs, ...changeInputs, ...imageInputs, ...orderInputs, ...awsInputs, ...reportInputs },
  outputs: {
    'task-definition-arn': 'The task definition that is deployed now.',
    'previous-task-definition-arn': 'The task definition that served before.',
    ...reportOutputs,
  },
  post: true,
  branding: { icon: 'upload-cloud', color: 'blue' },
});
