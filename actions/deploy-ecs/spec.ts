import { awsInputs } from '#aws/inputs';
import { actionSpec } from '#base/action-spec';
import { optional, text } from '#base/input-kinds';
import { changeInputs, imageInputs, orderInputs, serviceInputs } from '#ecs/inputs';
import { prefixedMigrationInputs } from '#ecs/migrate/migration-inputs';
import { migrationOutputs } from '#ecs/migrate/migration-outputs';
import { checkInputs } from '#github/inputs';
import { snapshotOutputs, snapshotStepInputs } from '#rds/inputs';
import { reportInputs, reportOutputs } from '#report/inputs';
import { followInputs, onCancelInput, onFailureInput } from '#rollout/inputs';
import { verificationInputs } from '#verification/inputs';

export const spec = actionSpec({
  name: 'deploy-ecs',
  title: 'Deploy to ECS',
  description:
    'Takes an image to running, verified ECS services: snapshot, migration, new revision, rollout, health checks, and the way back when one fails.',
  inputs: {
    ...serviceInputs,
    ...changeInputs,
    ...imageInputs,
    ...orderInputs,
    ...checkInputs,
    ...snapshotStepInputs,
    ...prefixedMigrationInputs,
    'skip-migrations': optional(text, 'Skips the migrations; the value is the reason, which stands in the report.'),
    ...followInputs,
    'on-failure': onFailureInput('rollback'),
    'on-cancel': onCancelInput('rollback'),
    ...verificationInputs,
    ...awsInputs,
    ...reportInputs,
  },
  outputs: {
    'task-definition-arn': 'The task definition that is deployed.',
    'previous-task-definition-arn': 'The task definition that served before.',
    ...snapshotOutputs,
    ...migrationOutputs,
    ...reportOutputs,
  },
  post: true,
  branding: { icon: 'upload-cloud', color: 'green' },
});
