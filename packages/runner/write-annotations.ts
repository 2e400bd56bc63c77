import * as core from '@actions/core';
import { annotations } from '#report/annotate';
import type { DeploymentReport } from '#report/deployment-report';
import type { Verdict } from '#report/verdict';

/** Puts the cause and the warnings of a report beside the job, the cause first. */
export function writeAnnotations(report: DeploymentReport, allowed: readonly Verdict[]): void {
  for (const { level, title, message, at } of annotations(report, allowed)) {
    const properties = { title, ...(at === undefined ? {} : { file: at.file, startLine: at.line }) };
    if (level === 'error') core.error(message, properties);
    else core.warning(message, properties);
  }
}
