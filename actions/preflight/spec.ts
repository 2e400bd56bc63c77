import { awsInputs } from '#aws/inputs';
import { actionSpec } from '#base/action-spec';
import { optional, text } from '#base/input-kinds';
import { changeInputs, imageInputs, orderInputs, serviceInputs } from '#ecs/inputs';
import { prefixedMigrationInputs } from '#ecs/migrate/migration-inputs';
import { checkInputs } from '#github/inputs';
import { snapshotStepInputs } from '#rds/inputs';
import { reportInputs, reportOutputs } from '#report/inputs';
import { followInputs, onCancelInput, onFailureInput } from '#rollout/inputs';
import { verificationInputs } from '#verification/inputs';

/** The inputs of deploy-ecs, so that one block of `with:` serves both. */
export const spec = actionSpec({
  name: 'preflight',
  title: 'Check an ECS deployment before it starts',
  description:
    'Looks at everything that a deployment needs, all at once, before anything changes: images, secrets, roles, logs, capacity, load balancer, rollout, way back.',
  inputs: {
    ...serviceInputs,
    ...changeInputs,
    ...imageInputs,
    ...orderInputs,
    ...checkInputs,
    ...snapshotStepInputs,
    ...prefixedMigrationInputs,
    'skip-migrations': optional(text, 'Skips the migrations; the value is the reason.'),
    ...followInputs,
    'on-failure': onFailureInput('rollback'),
    'on-cancel': onCancelInput('rollback'),
    ...verificationInputs,
    ...awsInputs,
    ...reportInputs,
  },
  outputs: {
    findings: 'JSON, one row for each finding: level (OK, WARN, FAIL, SKIP), check, where, what, code, fix.',
    ...reportOutputs,
  },
  post: false,
  branding: { icon: 'check-square', color: 'green' },
});
