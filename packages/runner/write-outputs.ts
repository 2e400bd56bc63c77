import * as core from '@actions/core';
import type { DeploymentReport } from '#report/deployment-report';
import type { Environment } from './environment.ts';

/** The outputs that every action has; `reportFile` is a path. */
export function coreOutputs(report: DeploymentReport, reportFile: string): Readonly<Record<string, string>> {
  return {
    verdict: report.verdict,
    'reason-code': report.diagnosis?.code ?? '',
    changed: String(report.changed),
    'release-id': report.release,
    results: JSON.stringify(report.rows),
    'report-file': reportFile,
  };
}

/** Sets step outputs. Without a runner there is nobody to read them. */
export function writeOutputs(outputs: Readonly<Record<string, string>>, env: Environment): void {
  if (!env.GITHUB_OUTPUT) return;
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
  core.debug(`outputs set: ${Object.keys(outputs).join(', ')} (a job output that contains a masked value is blanked)`);
}
