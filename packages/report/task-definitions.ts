import type { DeploymentReport, ReportRow } from './deployment-report.ts';

/** The place of a row that is a task definition and no service. No cluster has this name: theirs have no spaces. */
export const taskDefinitions = 'task definitions';

export const isTaskDefinition = ({ place }: Pick<ReportRow, 'place'>): boolean => place === taskDefinitions;

/** Whether a run registered task definitions only: nothing was deployed, and no service belongs to its rows. */
export const isOnlyRegistered = ({ rows }: Pick<DeploymentReport, 'rows'>): boolean =>
  rows.length > 0 && rows.every(isTaskDefinition);
