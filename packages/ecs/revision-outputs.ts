import type { DeploymentReport } from '#report/deployment-report';

/** The scalar outputs of actions that move services: set when there is one row. */
export function revisionOutputs({ rows }: DeploymentReport): Readonly<Record<string, string>> {
  const [row, ...others] = rows;
  if (row === undefined || others.length > 0) return {};
  return {
    'task-definition-arn': (row.to ?? row.serving)?.id ?? '',
    'previous-task-definition-arn': row.from?.id ?? '',
  };
}
