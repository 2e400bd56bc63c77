import * as core from '@actions/core';
import { annotations } from '#report/annotate';
import type { DeploymentReport } from '#report/deployment-report';

/** Puts the cause and the warnings of a report beside the job, the cause first. */
export function writeAnnotations(report: DeploymentReport): void {
  for (const { level, title, message } of annotations(report)) {
    if (level === 'error') core.error(message, { title });
    else core.warning(message, { title });
  }
}
