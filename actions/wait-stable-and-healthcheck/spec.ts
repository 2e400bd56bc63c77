import { awsInputs } from '#aws/inputs';
import { actionSpec } from '#base/action-spec';
import { serviceInputs } from '#ecs/inputs';
import { reportInputs, reportOutputs } from '#report/inputs';
import { followInputs, onCancelInput, onFailureInput } from '#rollout/inputs';
import { verificationInputs } from '#verification/inputs';

export const spec = actionSpec({
  name: 'wait-stable-and-healthcheck',
  title: 'Wait until ECS services are stable and healthy',
  description: 'Follows deployments to their true end, says why when they fail, and checks version and health.',
  inputs: {
    ...serviceInputs,
    ...followInputs,
    'on-failure': onFailureInput('leave'),
    'on-cancel': onCancelInput('leave'),
    ...verificationInputs,
    ...awsInputs,
    ...reportInputs,
  },
  outputs: { ...reportOutputs },
  post: true,
  branding: { icon: 'activity', color: 'blue' },
});
