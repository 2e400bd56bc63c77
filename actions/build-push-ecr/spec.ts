import { awsInputs } from '#aws/inputs';
import { actionSpec } from '#base/action-spec';
import { buildInputs, buildOutputs } from '#ecr/inputs';
import { reportInputs, reportOutputs } from '#report/inputs';

export const spec = actionSpec({
  name: 'build-push-ecr',
  title: 'Build and push to ECR',
  description:
    'Builds one image or several in parallel, pushes them to ECR and pins them by digest; builds nothing twice.',
  inputs: { ...buildInputs, ...awsInputs, ...reportInputs },
  outputs: { ...buildOutputs, ...reportOutputs },
  post: false,
  branding: { icon: 'package', color: 'blue' },
});
