import { awsInputs } from '#aws/inputs';
import { actionSpec } from '#base/action-spec';
import { optional, text } from '#base/input-kinds';
import { serviceInputs } from '#ecs/inputs';
import { migrationInputs } from '#ecs/migrate/migration-inputs';
import { migrationOutputs } from '#ecs/migrate/migration-outputs';
import { reportInputs, reportOutputs } from '#report/inputs';

export const spec = actionSpec({
  name: 'run-migration-task',
  title: 'Run a migration as a one-off ECS task',
  description:
    "Runs a command as a one-off task on a service's own network, roles and secrets; streams its log, and its exit code decides.",
  inputs: {
    cluster: serviceInputs.cluster,
    service: optional(
      text,
      'The service that lends network, roles and secrets, by name or ARN. Several: use migrations.',
    ),
    'task-definition-arn': optional(
      text,
      'The task definition to run (ARN or family:revision). Default: the one that the service runs.',
    ),
    ...migrationInputs,
    ...awsInputs,
    ...reportInputs,
  },
  outputs: { ...migrationOutputs, ...reportOutputs },
  post: true,
  branding: { icon: 'database', color: 'green' },
});
