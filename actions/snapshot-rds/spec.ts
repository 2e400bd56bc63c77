import { awsInputs } from '#aws/inputs';
import { actionSpec } from '#base/action-spec';
import { snapshotInputs, snapshotOutputs } from '#rds/inputs';
import { reportInputs, reportOutputs } from '#report/inputs';

export const spec = actionSpec({
  name: 'snapshot-rds',
  title: 'Snapshot an RDS database',
  description:
    'Takes a snapshot of an RDS instance or an Aurora cluster, waits until it is available, and keeps the last N.',
  inputs: { ...snapshotInputs, ...awsInputs, ...reportInputs },
  outputs: { ...snapshotOutputs, ...reportOutputs },
  post: false,
  branding: { icon: 'database', color: 'blue' },
});
